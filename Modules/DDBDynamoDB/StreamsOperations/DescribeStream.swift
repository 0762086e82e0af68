import DDBClientCore
package import DDBJSON

/// Asks about a stream and its shards.
public struct DescribeStreamRequest: Sendable, Hashable {
    /// The ARN of the stream.
    public var streamARN: String
    /// The most shards of the page, 1 to 100.
    public var limit: Int?
    /// The shard behind which to begin: the last evaluated one of the page before.
    public var exclusiveStartShardID: String?
    /// Which shards are asked for; nil for all.
    public var shardFilter: ShardFilter?

    /// Creates a request.
    public init(
        streamARN: String, limit: Int? = nil, exclusiveStartShardID: String? = nil,
        shardFilter: ShardFilter? = nil
    ) {
        self.streamARN = streamARN
        self.limit = limit
        self.exclusiveStartShardID = exclusiveStartShardID
        self.shardFilter = shardFilter
    }
}

extension DescribeStreamRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("StreamArn", streamARN)
        writer.member("Limit", limit)
        writer.member("ExclusiveStartShardId", exclusiveStartShardID)
        writer.member("ShardFilter", shardFilter)
    }
}

extension DescribeStreamRequest: JSONOperation {
    package static var operation: String { "DescribeStream" }
    package var resource: String? { streamARN }
}

/// Tells about a stream, with one page of its shards.
public struct DescribeStreamReply: Sendable, Hashable {
    /// What is known about it.
    public var streamDescription: StreamDescription
}

extension DescribeStreamReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        streamDescription = try members.required("StreamDescription", members.structure)
    }
}

extension DynamoDBStreamsClient {
    /// Describes a stream, with one page of its shards.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func describeStream(
        _ request: DescribeStreamRequest
    ) async throws -> DescribeStreamReply {
        try await client.reply(to: request)
    }
}
