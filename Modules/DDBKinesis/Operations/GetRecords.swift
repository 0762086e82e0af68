import DDBClientCore
package import DDBJSON

/// Asks for records of a shard.
public struct GetRecordsRequest: Sendable, Hashable {
    /// The place: of GetShardIterator, or the next one of the page before.
    public var shardIterator: String
    /// The most records, 1 to 10,000.
    public var limit: Int?
    /// The stream's ARN, which may be that of another account.
    public var streamARN: String?
    /// The stream's id.
    public var streamID: String?

    /// Creates a request.
    public init(
        shardIterator: String, limit: Int? = nil, streamARN: String? = nil, streamID: String? = nil
    ) {
        self.shardIterator = shardIterator
        self.limit = limit
        self.streamARN = streamARN
        self.streamID = streamID
    }
}

extension GetRecordsRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("ShardIterator", shardIterator)
        writer.member("Limit", limit)
        writer.member("StreamARN", streamARN)
        writer.member("StreamId", streamID)
    }
}

extension GetRecordsRequest: JSONOperation {
    package static var operation: String { "GetRecords" }
    package static var replyBytesMax: Int { 32 << 20 }
    package var resource: String? { streamARN }
}

/// Holds records of a shard.
public struct GetRecordsReply: Sendable, Hashable {
    /// The records, in their order; there may be none.
    public var records: [KinesisRecord]
    /// Where the next page begins; nil where the shard is closed and has been read to its end.
    public var nextShardIterator: String?
    /// How far the last record is behind the newest, in milliseconds.
    public var millisBehindLatest: Int?
    /// The shards that come after one that has been read to its end.
    public var childShards: [ChildShard]
}

extension KinesisClient {
    /// Reads records from a shard: at most 10 MiB, or 10,000.
    ///
    /// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func getRecords(_ request: GetRecordsRequest) async throws -> GetRecordsReply {
        let reply = try await client.send(request)
        let found: (records: [KinesisRecord], rest: JSONObject)
        do throws(JSONMemberError) {
            found = try RecordsReader.read(reply.body.span.bytes)
        } catch {
            throw GetRecordsRequest.badReply(
                error.path.isEmpty ? error.problem : "\(error.path) \(error.problem).", of: reply,
                cause: error)
        }
        let rest: RecordsRest = try GetRecordsRequest.read(found.rest, of: reply)
        return GetRecordsReply(
            records: found.records, nextShardIterator: rest.nextShardIterator,
            millisBehindLatest: rest.millisBehindLatest, childShards: rest.childShards)
    }
}

/// The members of a reply besides the records.
private struct RecordsRest: JSONReadable {
    var nextShardIterator: String?
    var millisBehindLatest: Int?
    var childShards: [ChildShard]

    init(_ members: JSONMembers) throws(JSONMemberError) {
        nextShardIterator = try members.string("NextShardIterator")
        millisBehindLatest = try members.integer("MillisBehindLatest")
        childShards = try members.structures("ChildShards")
    }
}
