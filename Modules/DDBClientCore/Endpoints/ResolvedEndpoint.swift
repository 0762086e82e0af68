public import DDBHTTP
public import DDBSigV4

/// Where a call goes, and for whom it is signed.
public struct ResolvedEndpoint: Sendable, Hashable {
    /// The server, and where S3 has the bucket in the path, `/<bucket>` as the start of every path.
    public let endpoint: Endpoint
    /// The region and service of the signature, and how the service wants it.
    public let signing: SigningSettings
    /// Whether the host is one of an account.
    public let isOfAccount: Bool

    /// Creates a resolved endpoint.
    public init(endpoint: Endpoint, signing: SigningSettings, isOfAccount: Bool = false) {
        self.endpoint = endpoint
        self.signing = signing
        self.isOfAccount = isOfAccount
    }
}
