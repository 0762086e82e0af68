/// How much a store over S3 holds and does at once.
public struct S3BlobStoreSettings: Sendable, Hashable {
    /// How many requests run at once.
    public var requestsMax: Int
    /// How many bytes of blobs are on their way at once, in both directions; one blob, or part of
    /// one, that is larger goes alone.
    public var inFlightBytesMax: Int
    /// The size of the first parts of a blob, at least 5 MiB; up to it a blob goes in a single
    /// request.
    public var partBytes: Int
    /// The size of the last parts of a very large blob, which then has at most about 7000 times as
    /// many bytes.
    public var partBytesMax: Int
    /// How many parts of one writer are on their way at once, besides the one that is filled.
    public var partsInFlightMax: Int
    /// The largest blob that is read whole.
    public var readBytesMax: Int
    /// The largest blob that a reader holds in memory; from larger ones it reads ranges.
    public var readerBytesMax: Int
    /// How often a conditional write is repeated that met another one.
    public var conflictRetriesMax: Int
    /// How many folders are listed.
    public var folderCountMax: Int
    /// How blobs are encrypted; nil leaves it to the bucket.
    public var encryption: ObjectEncryption?

    /// Creates settings.
    public init(
        requestsMax: Int = 64, inFlightBytesMax: Int = 256 << 20, partBytes: Int = 8 << 20,
        partBytesMax: Int = 64 << 20, partsInFlightMax: Int = 4, readBytesMax: Int = 1 << 30,
        readerBytesMax: Int = 1 << 20, conflictRetriesMax: Int = 8,
        folderCountMax: Int = 1_000_000, encryption: ObjectEncryption? = nil
    ) {
        self.requestsMax = requestsMax
        self.inFlightBytesMax = inFlightBytesMax
        self.partBytes = partBytes
        self.partBytesMax = partBytesMax
        self.partsInFlightMax = partsInFlightMax
        self.readBytesMax = readBytesMax
        self.readerBytesMax = readerBytesMax
        self.conflictRetriesMax = conflictRetriesMax
        self.folderCountMax = folderCountMax
        self.encryption = encryption
    }
}
