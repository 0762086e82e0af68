public import DDBBase
import DDBClientCore
package import DDBJSON

/// Asks for a place in a shard.
public struct GetShardIteratorRequest: Sendable, Hashable {
    /// The stream's name; or else its ARN.
    public var streamName: String?
    /// The shard.
    public var shardID: String
    /// Where reading begins.
    public var shardIteratorType: ShardIteratorType
    /// The record at or after which it begins, and only then.
    public var startingSequenceNumber: String?
    /// The moment at which it begins, and only then.
    public var timestamp: Instant?
    /// The stream's ARN, which may be that of another account.
    public var streamARN: String?
    /// The stream's id.
    public var streamID: String?

    /// Creates a request.
    public init(
        shardID: String, shardIteratorType: ShardIteratorType, streamName: String? = nil,
        startingSequenceNumber: String? = nil, timestamp: Instant? = nil, streamARN: String? = nil,
        streamID: String? = nil
    ) {
        self.shardID = shardID
        self.shardIteratorType = shardIteratorType
        self.streamName = streamName
        self.startingSequenceNumber = startingSequenceNumber
        self.timestamp = timestamp
        self.streamARN = streamARN
        self.streamID = streamID
    }
}

extension GetShardIteratorRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("StreamName", streamName)
        writer.member("ShardId", shardID)
        writer.member("ShardIteratorType", shardIteratorType)
        writer.member("StartingSequenceNumber", startingSequenceNumber)
        writer.member("Timestamp", timestamp)
        writer.member("StreamARN", streamARN)
        writer.member("StreamId", streamID)
    }
}

extension GetShardIteratorRequest: JSONOperation {
    package static var operation: String { "GetShardIterator" }
    package var resource: String? { streamARN }
}

/// Holds a place in a shard.
public struct GetShardIteratorReply: Sendable, Hashable {
    /// The place, good for five minutes; nil where there is nothing to read.
    public var shardIterator: String?
}

extension GetShardIteratorReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        shardIterator = try members.string("ShardIterator")
    }
}

extension KinesisClient {
    /// Finds a place in a shard.
    ///
    /// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func getShardIterator(
        _ request: GetShardIteratorRequest
    ) async throws -> GetShardIteratorReply {
        try await client.reply(to: request)
    }
}
