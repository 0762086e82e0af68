/// What a snapshot of a table holds.
public struct SnapshotSummary: Sendable, Hashable {
    /// The table's name, as the archive has it.
    public var table: String
    /// The version.
    public var version: Int64
    /// The parts.
    public var partCount: Int
    /// The size of the archive.
    public var byteCount: Int
}
