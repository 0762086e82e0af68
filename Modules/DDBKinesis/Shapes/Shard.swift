package import DDBJSON

/// Tells of a shard of a stream.
public struct Shard: Sendable, Hashable {
    /// The id.
    public var shardID: String
    /// The shard that this one came of, which may be gone.
    public var parentShardID: String?
    /// The other shard that this one came of, where two were merged.
    public var adjacentParentShardID: String?
    /// The partition keys that it takes.
    public var hashKeyRange: HashKeyRange
    /// The sequence numbers.
    public var sequenceNumberRange: SequenceNumberRange
}

extension Shard: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        shardID = try members.required("ShardId", members.string)
        parentShardID = try members.string("ParentShardId")
        adjacentParentShardID = try members.string("AdjacentParentShardId")
        hashKeyRange = try members.required("HashKeyRange", members.structure)
        sequenceNumberRange = try members.required("SequenceNumberRange", members.structure)
    }
}
