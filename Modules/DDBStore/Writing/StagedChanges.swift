import DDBSchema

/// The changes that a lane has sealed: durable rows that no commit names yet, and deletes.
///
/// It belongs to the writer whose lane made it, and is committed once.
public struct StagedChanges: Sendable {
    /// The number of changes: the last one of each key, or in history tables all.
    public internal(set) var changeCount = 0
    /// The records that were dropped because the table has them already.
    public internal(set) var droppedCount = 0

    /// The parts, in the order of their rows, which are counted over all of them.
    var parts: [FreshPart] = []
    /// The last change of each key; none in history tables.
    var changes: [StagedChange] = []
    /// Rows that were laid down and then outdone.
    var deadRows: [Int] = []
    /// The names of the partitions that orders mean.
    var partitions: [String] = []
    /// The greatest order of a record of each partition.
    var greatest: [ChangeOrder?] = []
    /// The least order of a record of each partition.
    var least: [LeastOrder] = []
    /// What the rows have shown that the table's columns do not hold.
    var shape = MapShape()

    var rowCount: Int { parts.reduce(0) { $0 + $1.rowCount } }
}
