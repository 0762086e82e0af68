package import DDBJSON

/// Tells which partition keys a shard takes, by their MD5 as an integer of 128 bits.
public struct HashKeyRange: Sendable, Hashable {
    /// The first, in decimal digits.
    public var startingHashKey: String
    /// The last, included.
    public var endingHashKey: String
}

extension HashKeyRange: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        startingHashKey = try members.required("StartingHashKey", members.string)
        endingHashKey = try members.required("EndingHashKey", members.string)
    }
}
