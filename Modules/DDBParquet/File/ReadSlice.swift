/// Some rows of one row group and some of its leaves: what is read at a time.
public struct ReadSlice: Sendable, Hashable {
    /// The row group, by its place in the file.
    public let rowGroup: Int
    /// The leaves, by their places among the leaves of the schema, in the order wanted.
    public let leaves: [Int]
    /// The rows, counted from the start of the row group: rising ranges with gaps between them.
    public let rowRanges: [Range<Int>]
    /// The number of the row group's first row in the file.
    public let firstRow: Int

    /// How many rows it has.
    public var rowCount: Int { rowRanges.reduce(0) { $0 + $1.count } }

    /// The slice without the rows that lie outside a range, counted from the start of the row
    /// group.
    public func limited(to rows: Range<Int>) -> ReadSlice {
        ReadSlice(
            rowGroup: rowGroup, leaves: leaves,
            rowRanges: rowRanges.map { $0.clamped(to: rows) }.filter { !$0.isEmpty },
            firstRow: firstRow)
    }
}
