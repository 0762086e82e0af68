/// One blob of a listing.
public struct BlobEntry: Sendable, Hashable {
    /// The path, relative to the store.
    public var path: String
    /// Its size and time.
    public var attributes: BlobAttributes

    /// Creates an entry.
    public init(path: String, attributes: BlobAttributes) {
        self.path = path
        self.attributes = attributes
    }
}

/// A part of a listing.
public struct BlobPage: Sendable, Hashable {
    /// Blobs, ordered by the bytes of their paths.
    public var entries: [BlobEntry]
    /// What to ask the next page with, or nil at the end.
    public var next: String?

    /// Creates a page.
    public init(entries: [BlobEntry], next: String?) {
        self.entries = entries
        self.next = next
    }
}
