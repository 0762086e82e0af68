public import DDBAttributes
package import DDBClientCore
package import DDBJSON

/// Asks for items by their keys, at most 100, of one or more tables.
public struct BatchGetItemRequest: Sendable, Hashable {
    /// The keys by table: its name, or its ARN.
    public var requestItems: [String: KeysAndAttributes]
    /// What the reply tells about the capacity that the call took.
    public var returnConsumedCapacity: ReturnConsumedCapacity?

    /// Creates a request.
    public init(
        requestItems: [String: KeysAndAttributes],
        returnConsumedCapacity: ReturnConsumedCapacity? = nil
    ) {
        self.requestItems = requestItems
        self.returnConsumedCapacity = returnConsumedCapacity
    }
}

extension BatchGetItemRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.name("RequestItems")
        writer.beginObject()
        for (table, keys) in requestItems.sorted(by: { $0.key < $1.key }) {
            writer.member(table, keys)
        }
        writer.endObject()
        writer.member("ReturnConsumedCapacity", returnConsumedCapacity)
    }
}

extension BatchGetItemRequest: ItemBearingOperation {
    package static var operation: String { "BatchGetItem" }
    static var shape: ReplyShape { .itemsOfTables(member: "Responses") }
    /// The most keys of a call.
    static var keyCountMax: Int { 100 }

    package var resource: String? { requestItems.keys.filter { $0.hasPrefix("arn:") }.min() }

    package func validate() throws(ClientError) {
        let count = requestItems.values.reduce(0) { $0 + $1.keys.count }
        guard (1...Self.keyCountMax).contains(count) else {
            throw Self.invalid("BatchGetItem takes 1 to \(Self.keyCountMax) keys, not \(count).")
        }
    }
}

/// Holds items that were asked for by their keys.
public struct BatchGetItemReply: Sendable {
    /// The items, as new images of records that name their tables as the request did; in any
    /// order, and without those that there are not.
    public var items: ItemBatch
    /// What was not read and should be asked for again, after a while.
    public var unprocessedKeys: [String: KeysAndAttributes]
    /// The capacity that the call took of each table, where it was asked for.
    public var consumedCapacity: [ConsumedCapacity]
}

extension DynamoDBClient {
    /// Reads items by their keys: at most 16 MB.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, has no key or more than 100, or an
    ///   item of its reply is none; `CancellationError`.
    public func batchGetItem(
        _ request: BatchGetItemRequest
    ) async throws -> BatchGetItemReply {
        let reply = try BatchGetItemRequest.decode(
            try await client.send(request), origin: .scan, table: "")
        try BatchGetItemRequest.requireItems(reply)
        let rest: BatchGetItemRest = try BatchGetItemRequest.rest(reply)
        return BatchGetItemReply(
            items: reply.decoded.batch, unprocessedKeys: rest.unprocessedKeys,
            consumedCapacity: rest.consumedCapacity)
    }
}

/// The members of a reply besides the items.
struct BatchGetItemRest: JSONReadable {
    var unprocessedKeys: [String: KeysAndAttributes]
    var consumedCapacity: [ConsumedCapacity]

    init(_ members: JSONMembers) throws(JSONMemberError) {
        unprocessedKeys = try members.map("UnprocessedKeys")
        consumedCapacity = try members.structures("ConsumedCapacity")
    }
}
