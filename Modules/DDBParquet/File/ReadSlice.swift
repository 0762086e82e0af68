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
}
