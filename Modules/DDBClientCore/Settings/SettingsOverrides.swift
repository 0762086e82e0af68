public import DDBHTTP

/// What code, or a command's options, sets; it goes before the environment and the profile.
public struct SettingsOverrides: Sendable, Hashable {
    /// The region.
    public var region: String?
    /// The URL of the server to call instead of AWS's own.
    public var endpoint: String?
    /// Whether endpoints must have validated cryptography.
    public var usesFIPS: Bool?
    /// Whether endpoints must have IPv6 addresses as well.
    public var usesDualStack: Bool?
    /// Whether DynamoDB's hosts of accounts are used.
    public var accountIDEndpointMode: AccountIDEndpointMode?
    /// How to try again.
    public var retryMode: RetryMode?
    /// The most attempts of a call, the first included.
    public var attemptsMax: Int?
    /// How long one attempt may take.
    public var timeouts: TransportTimeouts
    /// A file of certificates to trust instead of the system's.
    public var caBundle: String?
    /// Where a bucket stands in a URL.
    public var addressing: S3Settings.AddressingStyle?
    /// When requests carry a checksum.
    public var requestChecksums: S3Settings.Checksums?
    /// When the checksum of a response is compared.
    public var responseChecksums: S3Settings.Checksums?

    /// Creates overrides; what is nil is left to the other sources.
    public init(
        region: String? = nil, endpoint: String? = nil, usesFIPS: Bool? = nil,
        usesDualStack: Bool? = nil, accountIDEndpointMode: AccountIDEndpointMode? = nil,
        retryMode: RetryMode? = nil, attemptsMax: Int? = nil,
        timeouts: TransportTimeouts = TransportTimeouts(), caBundle: String? = nil,
        addressing: S3Settings.AddressingStyle? = nil,
        requestChecksums: S3Settings.Checksums? = nil,
        responseChecksums: S3Settings.Checksums? = nil
    ) {
        self.region = region
        self.endpoint = endpoint
        self.usesFIPS = usesFIPS
        self.usesDualStack = usesDualStack
        self.accountIDEndpointMode = accountIDEndpointMode
        self.retryMode = retryMode
        self.attemptsMax = attemptsMax
        self.timeouts = timeouts
        self.caBundle = caBundle
        self.addressing = addressing
        self.requestChecksums = requestChecksums
        self.responseChecksums = responseChecksums
    }
}
