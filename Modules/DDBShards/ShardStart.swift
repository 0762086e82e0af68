public import DDBBase

/// Says where the first reading of a stream begins; saved positions outrank it.
///
/// It holds for the shards of the first discovery only. A shard that is found later is read from
/// its start, since all of it was written after the beginning.
public enum ShardStart: Sendable, Hashable {
    /// At the oldest record that the stream still has.
    case trimHorizon
    /// Behind the newest record: each open shard begins with a `LATEST` iterator.
    ///
    /// What counts is the moment at which the service makes the iterator, some time after the
    /// first listing. Where records since a moment must not be missed, as for a load, take
    /// ``openShards``.
    case latest
    /// At the first record of each shard that is open: some hours of history, and nothing missed
    /// from the moment of the start on.
    case openShards
    /// At the first record that was written at or after a moment.
    ///
    /// Kinesis can; DynamoDB Streams has no such iterator, so that shards are read from their start
    /// and the consumer leaves out what it does not want.
    case time(Instant)
}
