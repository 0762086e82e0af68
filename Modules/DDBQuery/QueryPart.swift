/// One Parquet file of a table.
public struct QueryPart: Sendable, Equatable {
    /// The absolute path.
    public var path: String

    /// The rows that statements do not see; nil where they see all.
    public var mask: RowMask?

    /// Creates a part.
    public init(path: String, mask: RowMask? = nil) {
        self.path = path
        self.mask = mask
    }
}
