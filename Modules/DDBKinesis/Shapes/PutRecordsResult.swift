package import DDBJSON

/// Tells what became of one record that was to be written.
public struct PutRecordsResult: Sendable, Hashable {
    /// The sequence number; nil where it was not written.
    public var sequenceNumber: String?
    /// The shard; nil where it was not written.
    public var shardID: String?
    /// Why it was not written, such as `ProvisionedThroughputExceededException`.
    public var errorCode: String?
    /// More about why.
    public var errorMessage: String?
}

extension PutRecordsResult: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        sequenceNumber = try members.string("SequenceNumber")
        shardID = try members.string("ShardId")
        errorCode = try members.string("ErrorCode")
        errorMessage = try members.string("ErrorMessage")
    }
}
