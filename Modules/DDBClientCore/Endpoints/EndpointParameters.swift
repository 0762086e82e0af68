public import DDBHTTP

/// What the endpoint of a call depends on.
public struct EndpointParameters: Sendable, Hashable {
    /// The region; only a custom endpoint does without.
    public var region: String?
    /// A custom endpoint, taken instead of AWS's own.
    public var endpoint: Endpoint?
    /// Whether the endpoint must have validated cryptography (FIPS 140).
    public var usesFIPS: Bool
    /// Whether the endpoint must have IPv6 addresses as well.
    public var usesDualStack: Bool
    /// Whether DynamoDB's hosts of accounts are used.
    public var accountIDEndpointMode: AccountIDEndpointMode
    /// The account of the credentials, where it is known.
    public var accountID: String?
    /// The operation, such as `GetRecords`: a stream's data and its management have hosts apart.
    public var operation: String?
    /// The ARN of the table or stream that the call names; anything else is passed over.
    public var resourceARN: String?
    /// The ARNs or names of the tables of a batch or transaction, of which the first counts.
    public var resourceARNs: [String]
    /// The identifier of a Kinesis stream, where the call names it so.
    public var streamID: String?
    /// Whether STS is called at its old global host, in the regions that had no other.
    public var usesGlobalEndpoint: Bool
    /// The bucket of an S3 call.
    public var bucket: String?
    /// Whether a bucket stands in the path in any case.
    public var forcesPathStyle: Bool

    /// Creates parameters.
    public init(
        region: String?, endpoint: Endpoint? = nil, usesFIPS: Bool = false,
        usesDualStack: Bool = false, accountIDEndpointMode: AccountIDEndpointMode = .preferred,
        accountID: String? = nil, operation: String? = nil, resourceARN: String? = nil,
        resourceARNs: [String] = [], streamID: String? = nil, usesGlobalEndpoint: Bool = false,
        bucket: String? = nil, forcesPathStyle: Bool = false
    ) {
        self.region = region
        self.endpoint = endpoint
        self.usesFIPS = usesFIPS
        self.usesDualStack = usesDualStack
        self.accountIDEndpointMode = accountIDEndpointMode
        self.accountID = accountID
        self.operation = operation
        self.resourceARN = resourceARN
        self.resourceARNs = resourceARNs
        self.streamID = streamID
        self.usesGlobalEndpoint = usesGlobalEndpoint
        self.bucket = bucket
        self.forcesPathStyle = forcesPathStyle
    }

    /// The same call in the region that S3 says a bucket is in, by `x-amz-bucket-region` or
    /// `<Region>` of a redirect.
    ///
    /// Nil where that helps nothing: the region is the one that was asked, or no region at all.
    /// A custom endpoint stays; what is signed changes.
    public func redirected(toRegion region: String) -> EndpointParameters? {
        guard region != self.region, isRegion(region) else { return nil }
        var parameters = self
        parameters.region = region
        return parameters
    }
}

/// Whether text can be a region: a label of a host in lower case.
func isRegion(_ text: String) -> Bool {
    isHostLabel(text)
        && !text.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
}
