public import DDBBase

/// Says what to do next; actions are carried out in the order in which they are given.
public enum ShardAction: Sendable, Hashable {
    /// Where an iterator is to begin.
    public enum IteratorStart: Sendable, Hashable {
        /// `TRIM_HORIZON`.
        case trimHorizon
        /// `LATEST`.
        case latest
        /// `AT_SEQUENCE_NUMBER`.
        case at(SequenceNumber)
        /// `AFTER_SEQUENCE_NUMBER`.
        case after(SequenceNumber)
        /// `AT_TIMESTAMP` (Kinesis).
        case time(Instant)
    }

    /// Why a stream has ended.
    public enum StreamEnd: Sendable, Hashable {
        /// It was disabled, and all of it is delivered.
        case disabled
        /// There is no such stream, or no longer; losses have been reported.
        case gone
    }

    /// Ask for a page of all shards: `DescribeStream` or `ListShards`.
    case describeStream(after: String?)
    /// Ask for a shard's children: `DescribeStream` with the filter `CHILD_SHARDS`.
    case describeChildren(of: ShardID)
    /// Ask for an iterator.
    case getIterator(ShardID, from: IteratorStart)
    /// Ask for records.
    case getRecords(ShardID, iterator: String, limit: Int)
    /// Store these positions before, or with, the first page: the first discovery is done.
    case positioned([ShardID: ShardPosition])
    /// Hand the page on to the consumer.
    case deliver(ShardPage)
    /// The shard is delivered and acknowledged to its end; its children may begin.
    case finished(ShardID)
    /// The stored position of the shard is no longer needed.
    case forget(ShardID)
    /// Records are missing.
    case lost(LossRecord)
    /// A complete listing names more shards than the options let be tracked: those left out wait
    /// until others are forgotten, and may be trimmed meanwhile.
    case overflow(untracked: Int)
    /// Tell ``ShardEvent/wake`` at this moment; a later action of this kind takes its place.
    case wake(at: Instant)
    /// Nothing more will come.
    case ended(StreamEnd)
}
