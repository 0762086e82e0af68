public import DDBBase
package import DDBJSON

/// Tells about a stream, with one page of its shards.
public struct StreamDescription: Sendable, Hashable {
    /// The ARN.
    public var streamARN: String
    /// When the stream was switched on, as ISO 8601 text.
    public var streamLabel: String?
    /// In which state it is.
    public var streamStatus: StreamStatus?
    /// What it tells of each change.
    public var streamViewType: StreamViewType?
    /// When it was asked for.
    public var creationRequestDateTime: Instant?
    /// The table's name.
    public var tableName: String?
    /// The table's primary key.
    public var keySchema: [KeySchemaElement]
    /// The shards of the page, which may be none.
    public var shards: [Shard]
    /// Where the next page begins; nil on the last one.
    public var lastEvaluatedShardID: String?
}

extension StreamDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        streamARN = try members.required("StreamArn", members.string)
        streamLabel = try members.string("StreamLabel")
        streamStatus = try members.name("StreamStatus")
        streamViewType = try members.name("StreamViewType")
        creationRequestDateTime = try members.instant("CreationRequestDateTime")
        tableName = try members.string("TableName")
        keySchema = try members.structures("KeySchema")
        shards = try members.structures("Shards")
        lastEvaluatedShardID = try members.string("LastEvaluatedShardId")
    }
}
