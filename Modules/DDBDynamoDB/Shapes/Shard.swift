package import DDBJSON

/// Tells of a shard of a stream.
public struct Shard: Sendable, Hashable {
    /// The id.
    public var shardID: String
    /// The sequence numbers.
    public var sequenceNumberRange: SequenceNumberRange?
    /// The shard that must be read before this one, which may be gone.
    public var parentShardID: String?
}

extension Shard: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        shardID = try members.required("ShardId", members.string)
        sequenceNumberRange = try members.structure("SequenceNumberRange")
        parentShardID = try members.string("ParentShardId")
    }
}
