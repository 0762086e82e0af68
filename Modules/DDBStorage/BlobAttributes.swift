public import DDBBase

/// Tells what a store knows about a blob without reading it.
public struct BlobAttributes: Sendable, Hashable {
    /// The size.
    public var byteCount: Int
    /// When the blob was last written, by the clock of the store.
    public var modified: Instant

    /// Creates attributes.
    public init(byteCount: Int, modified: Instant) {
        self.byteCount = byteCount
        self.modified = modified
    }
}
