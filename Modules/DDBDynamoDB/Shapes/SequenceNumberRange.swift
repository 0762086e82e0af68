package import DDBJSON

/// Tells which sequence numbers a shard has had.
public struct SequenceNumberRange: Sendable, Hashable {
    /// The first.
    public var startingSequenceNumber: String?
    /// The last; nil while the shard is open.
    public var endingSequenceNumber: String?
}

extension SequenceNumberRange: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        startingSequenceNumber = try members.string("StartingSequenceNumber")
        endingSequenceNumber = try members.string("EndingSequenceNumber")
    }
}
