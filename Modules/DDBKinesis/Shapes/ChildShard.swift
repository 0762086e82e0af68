package import DDBJSON

/// Tells of a shard that comes after one that was read to its end.
public struct ChildShard: Sendable, Hashable {
    /// The id.
    public var shardID: String
    /// The shards that it came of: one, or two that were merged.
    public var parentShards: [String]
    /// The partition keys that it takes.
    public var hashKeyRange: HashKeyRange
}

extension ChildShard: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        shardID = try members.required("ShardId", members.string)
        parentShards = try members.strings("ParentShards")
        hashKeyRange = try members.required("HashKeyRange", members.structure)
    }
}
