import DDBDelivery
import Synchronization

extension DynamoDBSink {
    /// What a run has done so far.
    public struct Counts: Sendable, Hashable {
        /// Puts and deletes that the table has.
        public var written = 0
        /// Records in whose place a newer one of their key was written.
        public var superseded = 0
        /// Records whose effect is in the write of another of their key: they were reduced.
        public var merged = 0
        /// Records that changed nothing of the item they were reduced on.
        public var unchanged = 0
        /// Records that `newer-wins` kept out: the table has one that is as new or newer.
        public var keptOut = 0
        /// Records that went into the file of dead letters.
        public var deadLetters = 0
        /// Requests that were throttled as a whole.
        public var throttledCalls = 0
        /// Times that a write was left unprocessed by a request that took others.
        public var unprocessed = 0
        /// The write capacity that DynamoDB says was consumed, in WCU; where it does not say, what
        /// was estimated.
        public var consumedCapacity = 0.0

        /// Creates counts of a run that has done nothing.
        public init() {}

        /// The records that nothing more is done with.
        public var settled: Int {
            written + superseded + merged + unchanged + keptOut + deadLetters
        }
    }

    /// What the run that was opened last has done so far; may be read at any time.
    public var counts: Counts { latest.counts }

    /// The run that was opened last, for all copies of the sink.
    final class LatestRun: Sendable {
        private let session = Mutex<DynamoDBSinkSession?>(nil)

        var counts: Counts { session.withLock { $0 }?.counts ?? Counts() }

        func set(_ newest: DynamoDBSinkSession) { session.withLock { $0 = newest } }
    }
}

extension DynamoDBSinkSession {
    /// What has been done so far.
    var counts: DynamoDBSink.Counts {
        let counters = counters
        var counts = DynamoDBSink.Counts()
        counts.written = counters.written
        counts.superseded = counters.superseded
        counts.merged = counters.merged
        counts.unchanged = counters.unchanged
        counts.keptOut = counters.keptOut
        counts.deadLetters = deadLetterCount
        counts.throttledCalls = counters.throttledCalls
        counts.unprocessed = counters.unprocessed
        counts.consumedCapacity = counters.consumedCapacity
        return counts
    }
}
