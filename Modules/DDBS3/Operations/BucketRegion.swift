import DDBClientCore
import DDBHTTP

extension S3Client {
    /// Tells in which region a bucket is.
    ///
    /// - Throws: `ClientError` with the status 404 where there is no such bucket, and 403 where the
    ///   caller may not see it; ``S3Error``.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
    public func bucketRegion(
        _ bucket: String, expectedBucketOwner: String? = nil
    ) async throws -> String {
        let call = try makeCall("HeadBucket", .head, bucket: bucket, owner: expectedBucketOwner)
        let stream = try await open(call)
        stream.body.abandon()
        if let region = stream.headers["x-amz-bucket-region"], RegionHint.isName(region) {
            return region
        }
        // Not every store answers HEAD with the region.
        return try await bucketLocation(bucket, expectedBucketOwner: expectedBucketOwner)
    }

    /// Tells where a bucket was created.
    ///
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
    public func bucketLocation(
        _ bucket: String, expectedBucketOwner: String? = nil
    ) async throws -> String {
        var call = try makeCall(
            "GetBucketLocation", .get, bucket: bucket, owner: expectedBucketOwner)
        call.query = [QueryItem("location", nil)]
        let reply = try await send(call)
        let text = try decode(reply, of: call, root: "LocationConstraint", as: String?.self) ?? ""
        // The first two regions are older than the rule that names them.
        switch text {
        case "": return "us-east-1"
        case "EU": return "eu-west-1"
        default: return text
        }
    }
}
