public import DDBBase
import DDBClientCore
package import DDBJSON

/// Asks for a place in a shard of a stream.
public struct GetShardIteratorRequest: Sendable, Hashable {
    /// The ARN of the stream.
    public var streamARN: String
    /// The shard.
    public var shardID: String
    /// Where reading begins.
    public var shardIteratorType: ShardIteratorType
    /// The record at or after which it begins, and only then.
    public var sequenceNumber: String?
    /// The moment at which it begins, and only then.
    public var timestamp: Instant?

    /// Creates a request.
    public init(
        streamARN: String, shardID: String, shardIteratorType: ShardIteratorType,
        sequenceNumber: String? = nil, timestamp: Instant? = nil
    ) {
        self.streamARN = streamARN
        self.shardID = shardID
        self.shardIteratorType = shardIteratorType
        self.sequenceNumber = sequenceNumber
        self.timestamp = timestamp
    }
}

extension GetShardIteratorRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("StreamArn", streamARN)
        writer.member("ShardId", shardID)
        writer.member("ShardIteratorType", shardIteratorType)
        writer.member("SequenceNumber", sequenceNumber)
        writer.member("Timestamp", timestamp)
    }
}

extension GetShardIteratorRequest: JSONOperation {
    package static var operation: String { "GetShardIterator" }
    package var resource: String? { streamARN }
}

/// Holds a place in a shard of a stream.
public struct GetShardIteratorReply: Sendable, Hashable {
    /// The place, good for 15 minutes; nil where there is nothing to read.
    public var shardIterator: String?
}

extension GetShardIteratorReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        shardIterator = try members.string("ShardIterator")
    }
}

extension DynamoDBStreamsClient {
    /// Finds a place in a shard of a stream.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, as `TrimmedDataAccessException`
    ///   where the record is gone; `CancellationError`.
    public func getShardIterator(
        _ request: GetShardIteratorRequest
    ) async throws -> GetShardIteratorReply {
        try await client.reply(to: request)
    }
}
