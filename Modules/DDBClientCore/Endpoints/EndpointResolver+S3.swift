import DDBHTTP
import DDBSigV4

extension EndpointResolver {
    /// S3: the bucket in the host where its name allows that, else in the path.
    ///
    /// Buckets in directories and on Outposts, and access points by ARN, are refused; the alias of
    /// an access point is a name like that of any bucket.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    func resolveS3(_ parameters: EndpointParameters) throws(SettingsError) -> ResolvedEndpoint {
        if let bucket = parameters.bucket { try check(bucket: bucket) }
        if let endpoint = parameters.endpoint {
            return try resolveS3(at: endpoint, parameters)
        }
        let region = try region(parameters)
        let partition = partitions.partition(of: region)
        try check(partition, supports: parameters)
        if parameters.usesFIPS, partition.id == "aws-cn" {
            throw .unsupported("Partition does not support FIPS: \(partition.id) has none for S3.")
        }
        // The region of services without regions has a host of its own, of the plain kind only.
        let isGlobal = region == partition.id + "-global"
        let place = isGlobal ? partition.implicitGlobalRegion : region
        var host = parameters.usesFIPS ? "s3-fips" : "s3"
        if parameters.usesDualStack { host += ".dualstack" }
        if !isGlobal || parameters.usesFIPS || parameters.usesDualStack { host += "." + place }
        host += "." + partition.dnsSuffix
        let signing = SigningSettings.s3(region: place)
        guard let bucket = parameters.bucket else {
            return ResolvedEndpoint(endpoint: try server(host), signing: signing)
        }
        if !parameters.forcesPathStyle, BucketName.isHostable(bucket, withDots: false) {
            return ResolvedEndpoint(endpoint: try server("\(bucket).\(host)"), signing: signing)
        }
        return ResolvedEndpoint(
            endpoint: try server(host, basePath: "/" + bucket), signing: signing)
    }

    /// A custom endpoint: the bucket in front of its host, unless that is an address, or the name
    /// has dots that a certificate would not cover.
    private func resolveS3(
        at endpoint: Endpoint, _ parameters: EndpointParameters
    ) throws(SettingsError) -> ResolvedEndpoint {
        if parameters.usesDualStack {
            throw .conflict(
                "Cannot set dual-stack in combination with a custom endpoint. Leave out the "
                    + "endpoint, or use_dualstack_endpoint.")
        }
        if parameters.usesFIPS {
            throw .conflict(
                "A custom endpoint cannot be combined with FIPS. Leave out the endpoint, or "
                    + "use_fips_endpoint.")
        }
        let region = parameters.region ?? "us-east-1"
        let partition = partitions.partition(of: region)
        let signing = SigningSettings.s3(
            region: region == partition.id + "-global" ? partition.implicitGlobalRegion : region)
        guard let bucket = parameters.bucket else {
            return ResolvedEndpoint(endpoint: endpoint, signing: signing)
        }
        let isHosted =
            !parameters.forcesPathStyle && !isAddress(endpoint.host)
            && BucketName.isHostable(bucket, withDots: endpoint.scheme == .http)
        let placed = try server(
            isHosted ? "\(bucket).\(endpoint.host)" : endpoint.host, over: endpoint.scheme,
            port: endpoint.port,
            basePath: isHosted ? endpoint.basePath : endpoint.basePath + "/" + bucket)
        return ResolvedEndpoint(endpoint: placed, signing: signing)
    }

    private func check(bucket: String) throws(SettingsError) {
        if bucket.hasPrefix("arn:") {
            throw .unsupported(
                "Access points, Outposts and Object Lambda by ARN are not supported. Use the name "
                    + "of the bucket, or the alias of the access point.")
        }
        if bucket.hasSuffix("--x-s3") || bucket.hasSuffix("--xa-s3") {
            throw .unsupported(
                "Directory buckets of S3 Express One Zone are not supported. Use a general purpose "
                    + "bucket.")
        }
        if bucket.hasSuffix("--op-s3") {
            throw .unsupported(
                "Access points on Outposts are not supported. Use a bucket in a region.")
        }
        guard BucketName.isPossible(bucket) else {
            throw SettingsError(
                .invalidBucket,
                "A bucket's name has 3 to 63 characters of a-z, 0-9, '.' and '-' (old ones 3 to "
                    + "255, with A-Z and '_' as well), and is no IP address.")
        }
    }
}
