import DDBAttributes
package import DDBClientCore
package import DDBJSON

/// Asks for items to be written or deleted, at most 25, of one or more tables.
public struct BatchWriteItemRequest: Sendable, Hashable {
    /// The writes by table: its name, or its ARN.
    public var requestItems: [String: [WriteRequest]]
    /// What the reply tells about the capacity that the call took.
    public var returnConsumedCapacity: ReturnConsumedCapacity?
    /// Whether the reply tells the size of item collections.
    public var returnItemCollectionMetrics: ReturnItemCollectionMetrics?

    /// Creates a request.
    public init(
        requestItems: [String: [WriteRequest]],
        returnConsumedCapacity: ReturnConsumedCapacity? = nil,
        returnItemCollectionMetrics: ReturnItemCollectionMetrics? = nil
    ) {
        self.requestItems = requestItems
        self.returnConsumedCapacity = returnConsumedCapacity
        self.returnItemCollectionMetrics = returnItemCollectionMetrics
    }
}

extension BatchWriteItemRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.name("RequestItems")
        writer.beginObject()
        for (table, writes) in requestItems.sorted(by: { $0.key < $1.key }) {
            writer.member(table, writes)
        }
        writer.endObject()
        writer.member("ReturnConsumedCapacity", returnConsumedCapacity)
        writer.member("ReturnItemCollectionMetrics", returnItemCollectionMetrics)
    }
}

extension BatchWriteItemRequest: ItemBearingOperation {
    package static var operation: String { "BatchWriteItem" }
    package static var requestBytesMax: Int { 16 << 20 }
    static var shape: ReplyShape { .writesOfTables(member: "UnprocessedItems") }
    /// The most writes of a call.
    static var writeCountMax: Int { 25 }

    package var resource: String? { requestItems.keys.filter { $0.hasPrefix("arn:") }.min() }

    package func validate() throws(ClientError) {
        let count = requestItems.values.reduce(0) { $0 + $1.count }
        guard (1...Self.writeCountMax).contains(count) else {
            throw Self.invalid(
                "BatchWriteItem takes 1 to \(Self.writeCountMax) writes, not \(count).")
        }
    }
}

/// Tells of writes.
public struct BatchWriteItemReply: Sendable, Hashable {
    /// What was not written and should be sent again, after a while.
    public var unprocessedItems: [String: [WriteRequest]]
    /// The sizes of item collections by table, where they were asked for.
    public var itemCollectionMetrics: [String: [ItemCollectionMetrics]]
    /// The capacity that the call took of each table, where it was asked for.
    public var consumedCapacity: [ConsumedCapacity]
}

extension DynamoDBClient {
    /// Writes and deletes items, each for itself: some may be left unprocessed.
    ///
    /// A write that DynamoDB refuses, or a key that is there twice, makes it refuse the whole call.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, has no write, more than 25 or more
    ///   than 16 MiB, or an item of its reply is none; `CancellationError`.
    public func batchWriteItem(
        _ request: BatchWriteItemRequest
    ) async throws -> BatchWriteItemReply {
        let reply = try BatchWriteItemRequest.decode(
            try await client.send(request), origin: .scan, table: "")
        let rest: BatchWriteItemRest = try BatchWriteItemRequest.rest(reply)
        return BatchWriteItemReply(
            unprocessedItems: writes(of: reply.decoded.batch),
            itemCollectionMetrics: rest.itemCollectionMetrics,
            consumedCapacity: rest.consumedCapacity)
    }

    /// The writes of a batch by table.
    private func writes(of batch: ItemBatch) -> [String: [WriteRequest]] {
        var writes: [String: [WriteRequest]] = [:]
        for record in batch.records {
            let write: WriteRequest =
                switch record.operation {
                case .put: .put(WireItem(of: batch, at: record.newImage))
                case .delete: .delete(key: WireItem(of: batch, at: record.keys))
                }
            writes[batch.tables[record.table], default: []].append(write)
        }
        return writes
    }
}

/// The members of a reply besides the items.
struct BatchWriteItemRest: JSONReadable {
    var itemCollectionMetrics: [String: [ItemCollectionMetrics]]
    var consumedCapacity: [ConsumedCapacity]

    init(_ members: JSONMembers) throws(JSONMemberError) {
        itemCollectionMetrics = try members.lists("ItemCollectionMetrics")
        consumedCapacity = try members.structures("ConsumedCapacity")
    }
}
