/// What one step of compaction did.
public struct CompactionSummary: Sendable, Hashable {
    /// The table's version afterwards.
    public var version: Int64
    /// The parts that were merged, and are no longer in the table.
    public var readPartCount = 0
    /// Their bytes.
    public var readByteCount = 0
    /// The parts that took their place.
    public var writtenPartCount = 0
    /// Their bytes.
    public var writtenByteCount = 0
    /// The rows that were written anew.
    public var rowCount = 0
    /// The masked rows that were left out.
    public var droppedRowCount = 0

    init(version: Int64) {
        self.version = version
    }
}

/// What a compaction is for.
public enum CompactionGoal: Sendable, Hashable {
    /// Few parts and few masked rows, for little work.
    case balance
    /// No part with masked rows, none that is not sorted, and at most one small one: a version
    /// that readers without deletion vectors read right.
    case purge
}
