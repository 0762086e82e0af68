public import DDBAttributes
public import DDBPipeline

/// Remembers which records of a load are settled, so that a later run does not write them again.
///
/// A record is known by its partition and its number there, counted over all batches since the
/// partition's beginning.
///
/// ## Contract
/// - What ``settle(_:)`` was given survives the end of the process when it returns. It is called
///   before any later write of the same keys is sent, so that nothing older is written over what
///   is newer when a load goes on.
/// - Calls come from several tasks, of one partition from one.
public protocol WriteJournal: Sendable {
    /// Takes note of the table that is written, by its ARN and id.
    ///
    /// - Throws: Where earlier runs wrote another: in another account or region, or one that was
    ///   made anew.
    func confirm(target: String) throws

    /// Takes a batch on its way, which leads to a position of its partition.
    ///
    /// - Returns: The number of its first record.
    func begin(_ progress: PartitionProgress, recordCount: Int) throws -> Int

    /// Whether a record was settled by an earlier run.
    func isSettled(_ record: SettledRecord) -> Bool

    /// Notes records as settled: written, rejected, or superseded by one that is about to be sent.
    ///
    /// - Throws: Where it cannot be written; the load ends then.
    func settle(_ records: [SettledRecord]) throws

    /// Notes what is about to be written in the place of records that were reduced.
    ///
    /// It survives the end of the process when this returns. A later note of one of the records,
    /// or that one of them is settled, takes its place.
    ///
    /// - Throws: Where it cannot be written; the load ends then.
    func intend(_ writes: [IntendedWrite]) throws

    /// What an earlier run was about to write when it ended, which may have been written.
    ///
    /// It is sent before anything else: to reduce the records once more could count them twice.
    var intended: [IntendedWrite] { get }

    /// Notes what came of a write of ``intended``.
    ///
    /// - Parameter isWritten: Whether its records are settled; otherwise the service refuses the
    ///   write, and they are not.
    /// - Throws: Where it cannot be written; the load ends then.
    func resolve(_ write: IntendedWrite, isWritten: Bool) throws
}

/// Holds what is written in the place of records that were reduced on the item of their key.
public struct IntendedWrite: Sendable, Hashable {
    /// Whether the item is put or deleted.
    public var operation: ItemOperation
    /// The item, or a map that has its key.
    public var item: WireItem
    /// The records, in the order in which they were reduced.
    public var records: [SettledRecord]

    /// Names a write.
    ///
    /// - Parameters:
    ///   - item: For a put the whole item, for a delete a map that has the key.
    ///   - records: One or more, all of the item's key.
    public init(_ operation: ItemOperation, _ item: WireItem, records: [SettledRecord]) {
        self.operation = operation
        self.item = item
        self.records = records
    }
}

/// Names a record that is settled.
public struct SettledRecord: Sendable, Hashable {
    /// The partition that it is of.
    public var partition: Partition
    /// Its number in the partition, from 0.
    public var number: Int

    /// Names a record.
    public init(_ number: Int, of partition: Partition) {
        self.partition = partition
        self.number = number
    }
}
