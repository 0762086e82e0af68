public import DDBAttributes
import DDBClientCore
package import DDBJSON

/// Asks for records of a shard.
public struct GetRecordsRequest: Sendable, Hashable {
    /// The place: of GetShardIterator, or the next one of the page before.
    public var shardIterator: String
    /// The most records, 1 to 1,000.
    public var limit: Int?

    /// Creates a request.
    public init(shardIterator: String, limit: Int? = nil) {
        self.shardIterator = shardIterator
        self.limit = limit
    }
}

extension GetRecordsRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("ShardIterator", shardIterator)
        writer.member("Limit", limit)
    }
}

extension GetRecordsRequest: ItemBearingOperation {
    package static var operation: String { "GetRecords" }
    static var shape: ReplyShape { .changes(member: "Records") }
}

/// Holds records of a shard.
public struct GetRecordsReply: Sendable {
    /// The changes, in their order; there may be none, on open and on closed shards.
    public var records: ItemBatch
    /// Where the next page begins; nil where the shard is closed and has been read to its end.
    public var nextShardIterator: String?
}

extension DynamoDBStreamsClient {
    /// Reads changes from a shard: at most 1 MB, or 1,000.
    ///
    /// INSERT and MODIFY are puts, REMOVE is a delete, of time to live where DynamoDB made it. What
    /// the stream does not tell is -1 in a record: of a stream of keys only, both images.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
    ///
    /// - Parameters:
    ///   - table: The name that records have for their table.
    ///   - epoch: The epoch of the records' order, which a stream shares with no other.
    /// - Throws: `ClientError` where the call does not succeed, as `TrimmedDataAccessException`
    ///   where records are gone, or a record of its reply is none; `CancellationError`.
    public func getRecords(
        _ request: GetRecordsRequest, table: String = "", epoch: UInt32 = 0
    ) async throws -> GetRecordsReply {
        let reply = try GetRecordsRequest.decode(
            try await client.send(request), origin: .stream, table: table, epoch: epoch)
        try GetRecordsRequest.requireItems(reply)
        let rest: RecordsRest = try GetRecordsRequest.rest(reply)
        return GetRecordsReply(
            records: reply.decoded.batch, nextShardIterator: rest.nextShardIterator)
    }
}

/// The members of a reply besides the records.
private struct RecordsRest: JSONReadable {
    var nextShardIterator: String?

    init(_ members: JSONMembers) throws(JSONMemberError) {
        nextShardIterator = try members.string("NextShardIterator")
    }
}
