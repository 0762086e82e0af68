public import DDBBase

/// Shows how a coordinator stands at a moment.
public struct ShardGauges: Sendable, Hashable {
    /// Shards that are being read.
    public var activeCount = 0
    /// Shards that wait for their parents.
    public var waitingCount = 0
    /// Shards that are read to their end but not acknowledged to it.
    public var drainedCount = 0
    /// Shards in memory, the finished ones included.
    public var trackedCount = 0
    /// Requests that run.
    public var requestCount = 0
    /// The memory of pages that are delivered and not acknowledged, in bytes.
    public var unacknowledgedBytes = 0
    /// Losses reported since the start.
    public var lossCount = 0
    /// Listings given up since the start because a page came twice.
    public var refusedListingCount = 0
    /// All records written before this moment have been read, as far as is known.
    ///
    /// It is the least of all unfinished shards: for each the time of its last record read, or of
    /// the last request that brought none; a failed request leaves it as it was. nil before
    /// anything is known.
    public var watermark: Instant?
    /// How long ago the watermark was; nil before anything is known.
    public var lag: Duration?
    /// How long until the oldest unread record may be trimmed; negative where it is overdue.
    public var trimmedIn: Duration?

    /// Creates gauges of a coordinator without shards.
    public init() {}
}
