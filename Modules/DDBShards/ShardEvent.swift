/// Tells the coordinator what happened.
///
/// Each request of ``ShardAction`` is answered by exactly one event, by its failure where no reply
/// came.
public enum ShardEvent: Sendable, Hashable {
    /// Begin; told once, before all others.
    case start
    /// The moment of ``ShardAction/wake(at:)`` has come; too early or too often does no harm.
    case wake
    /// The reply to ``ShardAction/describeStream(after:)``.
    case listed(ShardListing)
    /// The failure of ``ShardAction/describeStream(after:)``.
    case listingFailed(RequestFailure)
    /// The reply to ``ShardAction/describeChildren(of:)``.
    case children(of: ShardID, [ListedShard], isStreamDisabled: Bool)
    /// The failure of ``ShardAction/describeChildren(of:)``.
    case childrenFailed(of: ShardID, RequestFailure)
    /// The reply to ``ShardAction/getIterator(_:from:)``.
    case iterator(ShardID, String)
    /// The failure of ``ShardAction/getIterator(_:from:)``.
    case iteratorFailed(ShardID, RequestFailure)
    /// The reply to ``ShardAction/getRecords(_:iterator:limit:)``.
    case records(ShardID, RecordsReply)
    /// The failure of ``ShardAction/getRecords(_:iterator:limit:)``.
    case recordsFailed(ShardID, RequestFailure)
    /// All records up to a position are where they should be; told in order for each shard.
    ///
    /// One acknowledgement stands for all earlier ones of the shard. A position behind what was
    /// acknowledged changes nothing.
    case acknowledged(ShardID, ShardPosition)
}
