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
