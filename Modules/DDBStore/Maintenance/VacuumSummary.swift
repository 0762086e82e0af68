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
    /// How many more files go when those who read older versions of the table end.
    public var heldFileCount: Int
    /// The oldest version that is read; nil where none is.
    public var oldestReadVersion: Int64?
    /// Whether they are still there: nothing was to be deleted.
    public var isDryRun: Bool
}
