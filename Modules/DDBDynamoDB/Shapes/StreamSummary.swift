package import DDBJSON

/// Tells of a stream in a list.
public struct StreamSummary: Sendable, Hashable {
    /// The ARN.
    public var streamARN: String
    /// The table's name.
    public var tableName: String?
    /// When the stream was switched on, as ISO 8601 text.
    public var streamLabel: String?
}

extension StreamSummary: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        streamARN = try members.required("StreamArn", members.string)
        tableName = try members.string("TableName")
        streamLabel = try members.string("StreamLabel")
    }
}
