import DDBHTTP
import DDBSigV4

/// Decides where calls go, by the rules that AWS publishes for its services.
///
/// ```swift
/// let resolved = try EndpointResolver().resolve(
///     .dynamoDB, EndpointParameters(region: "eu-west-1", accountID: "123456789012"))
/// resolved.endpoint   // https://123456789012.ddb.eu-west-1.amazonaws.com
/// ```
///
/// Pure: nothing is looked up. Whatever goes into a host is checked to be one label of it.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
public struct EndpointResolver: Sendable {
    /// The partitions and their domains.
    public let partitions: PartitionTable

    /// Creates a resolver.
    public init(partitions: PartitionTable = .standard) {
        self.partitions = partitions
    }

    /// Returns where a call of a service goes, and for whom it is signed.
    ///
    /// Where there is a custom endpoint and no region, the signature is for `us-east-1`, as local
    /// servers expect.
    ///
    /// - Throws: What the settings lack, or how they contradict each other.
    public func resolve(
        _ service: Service, _ parameters: EndpointParameters
    ) throws(SettingsError) -> ResolvedEndpoint {
        if let region = parameters.region, !isRegion(region) {
            throw .invalidRegion("The region")
        }
        switch service {
        case .dynamoDB: return try resolveDynamoDB(parameters)
        case .kinesis: return try resolveKinesis(parameters)
        case .sts: return try resolveSTS(parameters)
        case .s3: return try resolveS3(parameters)
        default: return try resolveRegional(service, parameters)
        }
    }

    /// The rules that most services share.
    func resolveRegional(
        _ service: Service, _ parameters: EndpointParameters
    ) throws(SettingsError) -> ResolvedEndpoint {
        if let endpoint = parameters.endpoint {
            return try custom(endpoint, service, parameters)
        }
        let region = try region(parameters)
        let partition = partitions.partition(of: region)
        try check(partition, supports: parameters)
        var name = service.endpointPrefix
        if service == .dynamoDBStreams, parameters.usesDualStack,
            ["aws", "aws-cn", "aws-us-gov"].contains(partition.id)
        {
            name = "streams-dynamodb"
        }
        return try regional(name, service, region, partition, parameters)
    }

    /// A custom endpoint, which goes with neither of the switches that choose among AWS's own.
    func custom(
        _ endpoint: Endpoint, _ service: Service, _ parameters: EndpointParameters
    ) throws(SettingsError) -> ResolvedEndpoint {
        if parameters.usesFIPS {
            throw .conflict(
                "Invalid Configuration: FIPS and custom endpoint are not supported together. "
                    + "Leave out the endpoint, or use_fips_endpoint.")
        }
        if parameters.usesDualStack {
            throw .conflict(
                "Invalid Configuration: Dualstack and custom endpoint are not supported "
                    + "together. Leave out the endpoint, or use_dualstack_endpoint.")
        }
        return ResolvedEndpoint(
            endpoint: endpoint,
            signing: SigningSettings(
                region: parameters.region ?? "us-east-1", service: service.signingName))
    }

    /// `<name>[-fips].<region>.<suffix>`.
    ///
    /// GovCloud's ordinary hosts have validated cryptography already and carry no `-fips`.
    func regional(
        _ name: String, _ service: Service, _ region: String, _ partition: Partition,
        _ parameters: EndpointParameters
    ) throws(SettingsError) -> ResolvedEndpoint {
        let isPlain = partition.id == "aws-us-gov" && !parameters.usesDualStack
        let label = parameters.usesFIPS && !isPlain ? name + "-fips" : name
        return ResolvedEndpoint(
            endpoint: try server("\(label).\(region).\(suffix(of: partition, parameters))"),
            signing: SigningSettings(region: region, service: service.signingName))
    }

    /// What the hosts of a partition end with.
    func suffix(of partition: Partition, _ parameters: EndpointParameters) -> String {
        parameters.usesDualStack ? partition.dualStackDNSSuffix : partition.dnsSuffix
    }

    /// The region, which every endpoint of AWS needs.
    func region(_ parameters: EndpointParameters) throws(SettingsError) -> String {
        guard let region = parameters.region else { throw .missingRegion() }
        return region
    }

    /// An endpoint of a host that was put together.
    func server(
        _ host: String, over scheme: Endpoint.Scheme = .https, port: UInt16? = nil,
        basePath: String = ""
    ) throws(SettingsError) -> Endpoint {
        guard let endpoint = Endpoint(scheme, host: host, port: port, basePath: basePath) else {
            throw SettingsError(.invalidValue, "The settings lead to no host that can exist.")
        }
        return endpoint
    }

    /// Checks that a partition has the kinds of endpoints that are asked for.
    func check(
        _ partition: Partition, supports parameters: EndpointParameters
    ) throws(SettingsError) {
        let lacksFIPS = parameters.usesFIPS && !partition.supportsFIPS
        let lacksDualStack = parameters.usesDualStack && !partition.supportsDualStack
        guard lacksFIPS || lacksDualStack else { return }
        if parameters.usesFIPS && parameters.usesDualStack {
            throw .unsupported(
                "FIPS and DualStack are enabled, but this partition does not support one or both: "
                    + "\(partition.id).")
        }
        let feature = lacksFIPS ? "FIPS" : "DualStack"
        throw .unsupported(
            "\(feature) is enabled but this partition does not support \(feature): "
                + "\(partition.id).")
    }
}
