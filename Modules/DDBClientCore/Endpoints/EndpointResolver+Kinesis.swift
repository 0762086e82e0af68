import DDBBase
import DDBHTTP
import DDBSigV4

extension EndpointResolver {
    /// The operations of Kinesis that move records; all others manage streams.
    private static let dataOperations: Set<String> = [
        "GetRecords", "GetShardIterator", "PutRecord", "PutRecords", "SubscribeToShard",
    ]

    /// Kinesis: hosts of a stream's identifier or account where the call names it so, else the
    /// common rules.
    ///
    /// https://docs.aws.amazon.com/general/latest/gr/ak.html
    func resolveKinesis(_ parameters: EndpointParameters) throws(SettingsError) -> ResolvedEndpoint
    {
        guard let region = parameters.region else {
            return try resolveRegional(.kinesis, parameters)
        }
        let partition = partitions.partition(of: region)
        if let stream = parameters.streamID.flatMap(Self.labels(ofStream:)),
            let service = Self.stackName(parameters.endpoint, region, partition)
        {
            let plane = try plane(parameters)
            return try streamHost(
                "\(stream).\(plane)-\(service)", region, partition, parameters)
        }
        // These two have no hosts of accounts.
        guard let text = parameters.resourceARN, parameters.endpoint == nil,
            !["aws-iso", "aws-iso-b"].contains(partition.id)
        else { return try resolveRegional(.kinesis, parameters) }
        let account = try account(ofStream: text, partition)
        let plane = try plane(parameters)
        return try streamHost("\(account).\(plane)-kinesis", region, partition, parameters)
    }

    private func streamHost(
        _ name: String, _ region: String, _ partition: Partition, _ parameters: EndpointParameters
    ) throws(SettingsError) -> ResolvedEndpoint {
        try check(partition, supports: parameters)
        let label = parameters.usesFIPS ? name + "-fips" : name
        return ResolvedEndpoint(
            endpoint: try server("\(label).\(region).\(suffix(of: partition, parameters))"),
            signing: SigningSettings(region: region, service: Service.kinesis.signingName),
            isOfAccount: true)
    }

    /// The account of a stream's or consumer's ARN.
    private func account(
        ofStream text: String, _ partition: Partition
    ) throws(SettingsError) -> String {
        guard let name = ResourceName(parsing: text) else {
            throw .invalidResource(
                "Invalid ARN: Failed to parse ARN. A stream's is arn:aws:kinesis:<region>:"
                    + "<account>:stream/<name>.")
        }
        guard isHostLabel(name.account) else {
            throw .invalidResource("Invalid ARN: Invalid account id.")
        }
        guard isHostLabel(name.region) else {
            throw .invalidResource("Invalid ARN: Invalid region.")
        }
        guard name.service == "kinesis" else {
            throw .invalidResource(
                "Invalid ARN: The ARN was not for the Kinesis service, found: \(name.service).")
        }
        guard !name.resourceKind.isEmpty else {
            throw .invalidResource("Invalid ARN: No ARN type specified.")
        }
        guard name.resourceKind == "stream" else {
            throw .invalidResource(
                "Invalid ARN: Kinesis ARNs don't support `\(name.resourceKind)` arn types.")
        }
        guard name.partition == partition.id else {
            throw .invalidResource(
                "Partition: \(name.partition) from ARN doesn't match with partition name: "
                    + "\(partition.id).")
        }
        return name.account
    }

    /// Which of a stream's two hosts serves an operation.
    private func plane(_ parameters: EndpointParameters) throws(SettingsError) -> String {
        guard let operation = parameters.operation else {
            throw .invalidResource(
                "Operation Type is not set. Please contact service team for resolution. The call "
                    + "does not say which operation it is.")
        }
        return Self.dataOperations.contains(operation) ? "data" : "control"
    }

    /// The two labels of `<20>-<3>`, as a stream's identifier is made; nil for anything else.
    private static func labels(ofStream id: String) -> String? {
        let bytes = id.utf8
        guard bytes.count == 24 else { return nil }
        let dash = bytes.index(bytes.startIndex, offsetBy: 20)
        guard bytes[dash] == UInt8(ascii: "-"), isHostLabel(id[..<dash]),
            isHostLabel(id[bytes.index(after: dash)...])
        else { return nil }
        return "\(id[..<dash]).\(id[bytes.index(after: dash)...])"
    }

    /// The name in hosts: `kinesis`, or `kinesis-pod1` where a custom endpoint is AWS's own of that
    /// kind; nil for the endpoint of anybody else, which stays as it is.
    private static func stackName(
        _ endpoint: Endpoint?, _ region: String, _ partition: Partition
    ) -> String? {
        guard let endpoint else { return "kinesis" }
        let label = endpoint.host.prefix { $0 != "." }
        guard endpoint.scheme == .https, label.hasPrefix("kinesis-"), isHostLabel(label),
            endpoint.host == "\(label).\(region).\(partition.dnsSuffix)"
        else { return nil }
        return String(label)
    }
}
