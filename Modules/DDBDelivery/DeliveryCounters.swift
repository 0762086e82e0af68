/// Counts what a delivery did since its start.
public struct DeliveryCounters: Sendable, Hashable {
    /// Writes that the service has.
    public var written = 0
    /// Writes whose effect is in the write of another of their group.
    public var merged = 0
    /// Writes in whose place a newer one was written.
    public var superseded = 0
    /// Writes that changed nothing.
    public var unchanged = 0
    /// Writes that a condition kept out.
    public var keptOut = 0
    /// Writes that the service does not take.
    public var rejected = 0
    /// Writes that failed too often.
    public var exhausted = 0
    /// Writes that were not settled when the delivery stopped.
    public var failed = 0

    /// Calls that were asked for, loads included.
    public var calls = 0
    /// Calls that were throttled as a whole.
    public var throttledCalls = 0
    /// Calls that failed in a way that passes.
    public var failedCalls = 0
    /// Calls that were refused as a whole, and halved or rejected.
    public var refusedCalls = 0
    /// Times that a write, or the load of one, was left unprocessed.
    public var unprocessed = 0
    /// Times that a write was sent again after a failure, a throttle or as unprocessed.
    public var retried = 0
    /// Partitions that were found to be hot.
    public var hotPartitions = 0
    /// The write capacity that replies report, in WCU; where they do not, what was estimated.
    public var consumedCapacity = 0.0

    /// Times that a write was not taken by a call it was in: Flink's metric of this name.
    public var numRecordsSendErrors = 0
    /// Times that a write was not taken by a call that took others: Flink's metric of this name.
    public var numRecordsSendPartialFailure = 0

    /// Creates counters of a delivery that has done nothing.
    public init() {}
}
