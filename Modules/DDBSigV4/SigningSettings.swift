/// What a service wants its signatures to be like.
public struct SigningSettings: Sendable, Hashable {
    /// The region that the service is in, such as `us-east-1`.
    public var region: String
    /// The name the service signs under, such as `dynamodb`; Streams share it.
    public var service: String
    /// How the path is signed.
    public var path: CanonicalPath
    /// Whether `x-amz-content-sha256` says what the hash of the payload is; S3 insists.
    public var sendsPayloadHash: Bool
    /// Whether the session token stays out of what is signed, and is added afterwards; a few old
    /// services want that.
    public var omitsSessionToken: Bool

    /// Creates settings for any service; the defaults fit all but S3.
    public init(
        region: String, service: String, path: CanonicalPath = .normalized,
        sendsPayloadHash: Bool = false, omitsSessionToken: Bool = false
    ) {
        self.region = region
        self.service = service
        self.path = path
        self.sendsPayloadHash = sendsPayloadHash
        self.omitsSessionToken = omitsSessionToken
    }

    /// Returns the settings of S3.
    public static func s3(region: String) -> SigningSettings {
        SigningSettings(region: region, service: "s3", path: .single, sendsPayloadHash: true)
    }
}
