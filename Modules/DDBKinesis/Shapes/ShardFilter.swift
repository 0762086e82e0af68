public import DDBBase
package import DDBJSON

/// Says which shards of a stream are asked for.
public struct ShardFilter: Sendable, Hashable {
    /// Which they are.
    public var type: ShardFilterType
    /// The shard that the others come behind, for `AFTER_SHARD_ID`.
    public var shardID: String?
    /// The moment, for `AT_TIMESTAMP` and `FROM_TIMESTAMP`.
    public var timestamp: Instant?

    /// Creates a filter.
    public init(type: ShardFilterType, shardID: String? = nil, timestamp: Instant? = nil) {
        self.type = type
        self.shardID = shardID
        self.timestamp = timestamp
    }
}

extension ShardFilter: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("Type", type)
        writer.member("ShardId", shardID)
        writer.member("Timestamp", timestamp)
    }
}
