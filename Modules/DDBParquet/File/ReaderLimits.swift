/// The most that a reader allocates or follows for a file that may be hostile.
public struct ReaderLimits: Sendable, Hashable {
    /// The most bytes of a footer.
    public var footerBytesMax = 256 << 20
    /// The most bytes of a page after decompression.
    public var pageBytesMax = 1 << 30
    /// The most bytes that the levels and values of one leaf of one row group take in memory.
    public var columnBytesMax = 4 << 30
    /// The most bytes of a bloom filter or of the index of one column chunk.
    public var indexBytesMax = 128 << 20

    /// Creates the default limits.
    public init() {}
}
