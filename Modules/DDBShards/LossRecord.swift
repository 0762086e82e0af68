public import DDBBase

/// Reports that records of a shard cannot be delivered any more, or that it cannot be proven that
/// none is missing.
///
/// A loss is told before the page that follows it, and again after a restart until a page that
/// follows it has been acknowledged.
public struct LossRecord: Sendable, Hashable {
    /// What shows the loss.
    public enum Reason: Sendable, Hashable {
        /// The stream no longer has what follows the position.
        case trimmed
        /// The shard was not read to its end and is gone.
        case shardGone
        /// The shard is named as a parent, was never read, and is gone; so may its own parents be.
        case neverSeen
    }

    /// The shard.
    public var shard: ShardID
    /// The place behind which records are missing; nil where the shard was never seen.
    public var from: ShardPosition.Place?
    /// What was written before this moment can be lost; what came later is still to come.
    ///
    /// Where the shard is gone, all of it is meant, whatever the moment.
    public var horizon: Instant
    /// What shows the loss.
    public var reason: Reason

    /// Creates a report.
    public init(
        shard: ShardID, from: ShardPosition.Place?, horizon: Instant, reason: Reason
    ) {
        self.shard = shard
        self.from = from
        self.horizon = horizon
        self.reason = reason
    }
}
