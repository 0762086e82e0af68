public import DDBBase

/// Says how much of a shard the consumer has: all that is needed to go on with it later.
///
/// A position stands for itself, so that each shard's can be kept apart from the others'. Its
/// ``text`` is what to store.
public struct ShardPosition: Sendable, Hashable {
    /// Where in the shard.
    public enum Place: Sendable, Hashable {
        /// Nothing has been delivered; the shard is to be read from its oldest record.
        case beginning
        /// Nothing has been delivered; what came before the first request is not wanted.
        ///
        /// A consumer that goes on from here reads the shard from its start: a second `LATEST`
        /// would leave out what was written meanwhile.
        case latest
        /// Nothing has been delivered; what was written from a moment on is wanted (Kinesis).
        case time(Instant)
        /// Nothing has been delivered; reading begins with this record.
        case at(SequenceNumber)
        /// All records up to and including this one have been delivered.
        case after(SequenceNumber)
        /// The shard has been delivered to its end, or was skipped or given up, at that moment.
        case finished(Instant)
    }

    /// Where in the shard.
    public var place: Place
    /// The start of the promise: each record of the stream that was written since is to be
    /// delivered or reported as lost.
    public var since: Instant

    /// Creates a position.
    public init(_ place: Place, since: Instant) {
        self.place = place
        self.since = since
    }

    /// Whether nothing of the shard is left to deliver.
    public var isFinished: Bool {
        if case .finished = place { true } else { false }
    }
}
