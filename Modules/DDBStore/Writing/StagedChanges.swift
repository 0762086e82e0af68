/// The changes that a lane has sealed: durable rows that no commit names yet, and deletes.
///
/// It belongs to the writer whose lane made it, and is committed once.
public struct StagedChanges: Sendable {
    /// The number of changes: the last one of each key, or in history tables all.
    public internal(set) var changeCount = 0
    /// The records that were dropped because the table has them already.
    public internal(set) var droppedCount = 0
}
