/// One Parquet file of a table.
///
/// ```swift
/// let mask = RowMask(words: [0b101])      // rows 0 and 2 are deleted
/// let part = QueryPart(path: "/store/orders/part-1.parquet", rowCount: 1000, mask: mask)
/// ```
public struct QueryPart: Sendable, Equatable {
    /// The absolute path.
    public var path: String

    /// How many rows the file must have, deleted ones among them; nil where nobody knows.
    ///
    /// A file that has another number is not the one that was meant, and makes its table
    /// unreadable.
    public var rowCount: Int?

    /// The rows that statements do not see; nil where they see all.
    public var mask: RowMask?

    /// Creates a part.
    public init(path: String, rowCount: Int? = nil, mask: RowMask? = nil) {
        self.path = path
        self.rowCount = rowCount
        self.mask = mask
    }

    /// How many rows statements see; nil where nobody knows.
    var visibleRowCount: Int? {
        rowCount.map { $0 - (mask?.deletedCount(among: $0) ?? 0) }
    }
}
