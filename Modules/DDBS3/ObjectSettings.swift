/// How the client of S3 works, besides what every client of AWS is told.
public struct ObjectSettings: Sendable, Hashable {
    /// What protects bodies that are sent.
    public enum BodySigning: Sendable, Hashable {
        /// The signature covers them, chunk by chunk where they come in pieces.
        case signed
        /// TLS and the checksum alone, which saves the SHA-256; refused without TLS.
        case unsignedOverTLS
    }

    /// The checksum that is sent with every object; nil for stores that take none.
    public var uploadChecksum: ChecksumAlgorithm?
    /// Whether whole objects are compared with the checksums that S3 keeps for them.
    public var verifiesDownloads: Bool
    /// What protects bodies that are sent.
    public var bodySigning: BodySigning
    /// The account that every bucket has to belong to, 12 digits, unless a request names another;
    /// a bucket of somebody else is refused by S3.
    public var expectedBucketOwner: String?
    /// How often an object that breaks off is resumed without a single byte more.
    public var resumesWithoutProgressMax: Int
    /// How often an object that breaks off is resumed altogether.
    public var resumesMax: Int
    /// How often a request is repeated whose success turned out to be an error.
    public var faultRetriesMax: Int
    /// The longest pause before something is tried again; the first is up to an eighth second.
    public var pauseMax: Duration
    /// The most bytes of a document that comes back.
    public var documentBytesMax: Int

    /// Creates settings; the defaults are those of AWS's own clients where these have any.
    public init(
        uploadChecksum: ChecksumAlgorithm? = .crc32, verifiesDownloads: Bool = true,
        bodySigning: BodySigning = .signed, expectedBucketOwner: String? = nil,
        resumesWithoutProgressMax: Int = 4, resumesMax: Int = 1000, faultRetriesMax: Int = 4,
        pauseMax: Duration = .seconds(5), documentBytesMax: Int = 8 << 20
    ) {
        self.uploadChecksum = uploadChecksum
        self.verifiesDownloads = verifiesDownloads
        self.bodySigning = bodySigning
        self.expectedBucketOwner = expectedBucketOwner
        self.resumesWithoutProgressMax = resumesWithoutProgressMax
        self.resumesMax = resumesMax
        self.faultRetriesMax = faultRetriesMax
        self.pauseMax = pauseMax
        self.documentBytesMax = documentBytesMax
    }
}
