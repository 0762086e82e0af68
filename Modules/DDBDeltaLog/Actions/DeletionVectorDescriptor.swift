/// Says where a bitmap of deleted rows is (`deletionVector`).
public struct DeletionVectorDescriptor: Sendable, Hashable {
    /// Where a bitmap lies.
    public enum Storage: String, Sendable, Hashable {
        /// In a file beside the data, named by a UUID.
        case file = "u"
        /// In the log itself.
        case inline = "i"
        /// In a file at an absolute path.
        case absolutePath = "p"
    }

    /// Where the bitmap lies.
    public var storage: Storage
    /// The UUID or bytes in Z85, or the path.
    public var pathOrInlineDv: String
    /// Where the bitmap begins in its file.
    public var offset: Int64?
    /// The size of the bitmap, without its length and checksum.
    public var sizeInBytes: Int64
    /// How many rows are deleted.
    public var cardinality: Int64
    /// The greatest deleted row, where who wrote the log told it.
    public var maxRowIndex: Int64?

    /// Creates a descriptor.
    public init(
        storage: Storage, pathOrInlineDv: String, offset: Int64?, sizeInBytes: Int64,
        cardinality: Int64
    ) {
        self.storage = storage
        self.pathOrInlineDv = pathOrInlineDv
        self.offset = offset
        self.sizeInBytes = sizeInBytes
        self.cardinality = cardinality
    }

    /// The id by which the log tells bitmaps apart.
    public var uniqueId: String {
        storage.rawValue + pathOrInlineDv + (offset.map { "@\($0)" } ?? "")
    }
}
