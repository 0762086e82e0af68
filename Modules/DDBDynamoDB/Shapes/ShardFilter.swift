package import DDBJSON

/// Says which shards of a stream are asked for.
public struct ShardFilter: Sendable, Hashable {
    /// Which they are.
    public var type: ShardFilterType
    /// The shard whose children are asked for.
    public var shardID: String

    /// Creates a filter.
    public init(type: ShardFilterType, shardID: String) {
        self.type = type
        self.shardID = shardID
    }
}

extension ShardFilter: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("Type", type)
        writer.member("ShardId", shardID)
    }
}
