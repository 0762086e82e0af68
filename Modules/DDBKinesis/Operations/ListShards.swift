public import DDBBase
import DDBClientCore
package import DDBJSON

/// Asks for the shards of a stream.
///
/// With a token the stream and the filter are known to the service already: they are then left out
/// of what is sent.
public struct ListShardsRequest: Sendable, Hashable {
    /// The stream's name; or else its ARN.
    public var streamName: String?
    /// Where to begin: the token of the page before, good for 300 seconds.
    public var nextToken: String?
    /// The shard behind which to begin.
    public var exclusiveStartShardID: String?
    /// The most shards of the page, 1 to 10,000; 1,000 unless it is said.
    public var maxResults: Int?
    /// When the stream was made, to tell it from others of its name.
    public var streamCreationTimestamp: Instant?
    /// Which shards are asked for; nil for all.
    public var shardFilter: ShardFilter?
    /// The stream's ARN, which may be that of another account.
    public var streamARN: String?
    /// The stream's id.
    public var streamID: String?

    /// Creates a request.
    public init(
        streamName: String? = nil, nextToken: String? = nil, exclusiveStartShardID: String? = nil,
        maxResults: Int? = nil, streamCreationTimestamp: Instant? = nil,
        shardFilter: ShardFilter? = nil, streamARN: String? = nil, streamID: String? = nil
    ) {
        self.streamName = streamName
        self.nextToken = nextToken
        self.exclusiveStartShardID = exclusiveStartShardID
        self.maxResults = maxResults
        self.streamCreationTimestamp = streamCreationTimestamp
        self.shardFilter = shardFilter
        self.streamARN = streamARN
        self.streamID = streamID
    }
}

extension ListShardsRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("NextToken", nextToken)
        writer.member("MaxResults", maxResults)
        guard nextToken == nil else { return }
        writer.member("StreamName", streamName)
        writer.member("ExclusiveStartShardId", exclusiveStartShardID)
        writer.member("StreamCreationTimestamp", streamCreationTimestamp)
        writer.member("ShardFilter", shardFilter)
        writer.member("StreamARN", streamARN)
        writer.member("StreamId", streamID)
    }
}

extension ListShardsRequest: JSONOperation {
    package static var operation: String { "ListShards" }
    package var resource: String? { streamARN }
}

/// Holds one page of shards.
public struct ListShardsReply: Sendable, Hashable {
    /// The shards.
    public var shards: [Shard]
    /// Where the next page begins; nil on the last one.
    public var nextToken: String?
}

extension ListShardsReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        shards = try members.structures("Shards")
        nextToken = try members.string("NextToken")
    }
}

extension KinesisClient {
    /// Lists the shards of a stream.
    ///
    /// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func listShards(
        _ request: ListShardsRequest
    ) async throws -> ListShardsReply {
        try await client.reply(to: request)
    }
}
