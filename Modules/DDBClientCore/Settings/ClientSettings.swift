public import DDBHTTP

/// Where and how a client calls its service.
///
/// ``resolved(for:overrides:from:)`` reads it from the environment and a profile.
public struct ClientSettings: Sendable, Hashable {
    /// The region, such as `eu-west-1`.
    public var region: String
    /// The server to call instead of AWS's own.
    public var endpoint: Endpoint?
    /// Whether endpoints must have validated cryptography (FIPS 140).
    public var usesFIPS: Bool
    /// Whether endpoints must have IPv6 addresses as well.
    public var usesDualStack: Bool
    /// Whether DynamoDB's hosts of accounts are used.
    public var accountIDEndpointMode: AccountIDEndpointMode
    /// How to try again.
    public var retry: RetrySettings
    /// How long one attempt may take.
    public var timeouts: TransportTimeouts
    /// A file of certificates to trust instead of the system's, for the one who makes the
    /// transport.
    public var caBundle: String?
    /// What only S3 has.
    public var s3: S3Settings

    /// The most attempts that the environment or a profile may set.
    public static let attemptsMaxLimit = 1000

    /// Creates settings.
    public init(
        region: String, endpoint: Endpoint? = nil, usesFIPS: Bool = false,
        usesDualStack: Bool = false, accountIDEndpointMode: AccountIDEndpointMode = .preferred,
        retry: RetrySettings = RetrySettings(), timeouts: TransportTimeouts = TransportTimeouts(),
        caBundle: String? = nil, s3: S3Settings = S3Settings()
    ) {
        self.region = region
        self.endpoint = endpoint
        self.usesFIPS = usesFIPS
        self.usesDualStack = usesDualStack
        self.accountIDEndpointMode = accountIDEndpointMode
        self.retry = retry
        self.timeouts = timeouts
        self.caBundle = caBundle
        self.s3 = s3
    }

    /// What the endpoint of a call depends on.
    ///
    /// - Parameter accountID: The account of the credentials, where it is known.
    public func endpointParameters(
        operation: String, target: CallTarget = CallTarget(), accountID: String? = nil
    ) -> EndpointParameters {
        EndpointParameters(
            region: region, endpoint: endpoint, usesFIPS: usesFIPS, usesDualStack: usesDualStack,
            accountIDEndpointMode: accountIDEndpointMode, accountID: accountID,
            operation: operation, resourceARN: target.resourceARN, streamID: target.streamID,
            bucket: target.bucket,
            forcesPathStyle: s3.forcesPathStyle(hasEndpoint: endpoint != nil))
    }
}
