import DDBClientCore
package import DDBJSON

/// Asks for streams.
public struct ListStreamsRequest: Sendable, Hashable {
    /// The table; nil for all tables of the region.
    public var tableName: String?
    /// The most streams of the page, 1 to 100.
    public var limit: Int?
    /// The stream behind which to begin: the last evaluated one of the page before.
    public var exclusiveStartStreamARN: String?

    /// Creates a request.
    public init(
        tableName: String? = nil, limit: Int? = nil, exclusiveStartStreamARN: String? = nil
    ) {
        self.tableName = tableName
        self.limit = limit
        self.exclusiveStartStreamARN = exclusiveStartStreamARN
    }
}

extension ListStreamsRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
        writer.member("Limit", limit)
        writer.member("ExclusiveStartStreamArn", exclusiveStartStreamARN)
    }
}

extension ListStreamsRequest: JSONOperation {
    package static var operation: String { "ListStreams" }
    package var resource: String? { tableName }
}

/// Holds one page of streams.
public struct ListStreamsReply: Sendable, Hashable {
    /// The streams.
    public var streams: [StreamSummary]
    /// Where the next page begins; nil on the last one.
    public var lastEvaluatedStreamARN: String?
}

extension ListStreamsReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        streams = try members.structures("Streams")
        lastEvaluatedStreamARN = try members.string("LastEvaluatedStreamArn")
    }
}

extension DynamoDBStreamsClient {
    /// Lists streams, of which a table has one that is on and, for 24 hours, those that were.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func listStreams(
        _ request: ListStreamsRequest
    ) async throws -> ListStreamsReply {
        try await client.reply(to: request)
    }
}
