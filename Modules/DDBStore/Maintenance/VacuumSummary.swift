/// What a vacuum has deleted, or would delete.
public struct VacuumSummary: Sendable, Hashable {
    /// The table's name.
    public var table: String
    /// The version that the table had.
    public var version: Int64
    /// The paths in the table's folder, ordered by bytes.
    public var files: [String]
    /// Their bytes.
    public var byteCount: Int
    /// Whether they are still there: nothing was to be deleted.
    public var isDryRun: Bool
}
