import DDBSchema

/// What a lane needs to know of its table.
struct LaneContext: Sendable {
    var mode: TableMode
    /// The names of the keys as plain UTF-8.
    var keyNames: [[UInt8]]
    /// Makes the hashes of keys; nil where the table has no index.
    var hasher: KeyHasher?
    /// The columns that the table has.
    var columns: TableColumns
    /// Which columns it may get.
    var growth: ColumnGrowthRule
    /// How far it has come.
    var positions: [String: SavedPosition]
}
