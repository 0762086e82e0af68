public import DDBParquet

/// Some rows of a table, as the columns that a scan asked for.
public struct RowChunk: Sendable {
    /// One column.
    public struct Column: Sendable {
        /// The name.
        public var name: String
        /// What the values are: one leaf, or those of a list or struct in their order.
        ///
        /// Places in them are those of the table's schema, not of a file's.
        public var schema: [SchemaLeaf]
        /// The levels and values of each leaf.
        public var leaves: [LeafColumn]
    }

    /// The columns, in the order in which they were asked for.
    public var columns: [Column]
    /// How many rows the columns have.
    public var rowCount: Int
    /// Whether each row passes the condition and is not masked: a chunk holds whole pages, so
    /// others may be among them.
    public var passing: [Bool]

    /// How many rows pass.
    public var passingCount: Int { passing.reduce(0) { $0 + ($1 ? 1 : 0) } }
}
