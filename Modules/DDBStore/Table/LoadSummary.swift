/// What a load has made.
public struct LoadSummary: Sendable, Hashable {
    /// The table's version.
    public var version: Int64
    /// The number of rows.
    public var rowCount: Int
    /// The size of the parts.
    public var byteCount: Int
    /// The number of parts.
    public var partCount: Int
    /// The rows that were written twice because their columns proved too narrow.
    public var rewrittenRowCount: Int
    /// The rows that an earlier run of the load, which did not finish, had laid down.
    public var resumedRowCount = 0
}
