public import DDBAttributes
import DDBClientCore
package import DDBJSON

/// Asks for one item.
public struct GetItemRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String
    /// The primary key of the item.
    public var key: WireItem
    /// Whether the read sees every write before it; at twice the price, and not from global
    /// indexes.
    public var consistentRead: Bool?
    /// What the reply tells about the capacity that the call took.
    public var returnConsumedCapacity: ReturnConsumedCapacity?
    /// The attributes that are returned; nil for all.
    public var projectionExpression: String?
    /// The names that stand for attributes in the expressions, with their `#`.
    public var expressionAttributeNames: [String: String]

    /// Creates a request.
    public init(
        tableName: String, key: WireItem, consistentRead: Bool? = nil,
        returnConsumedCapacity: ReturnConsumedCapacity? = nil, projectionExpression: String? = nil,
        expressionAttributeNames: [String: String] = [:]
    ) {
        self.tableName = tableName
        self.key = key
        self.consistentRead = consistentRead
        self.returnConsumedCapacity = returnConsumedCapacity
        self.projectionExpression = projectionExpression
        self.expressionAttributeNames = expressionAttributeNames
    }
}

extension GetItemRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
        writer.member("Key", key)
        writer.member("ConsistentRead", consistentRead)
        writer.member("ReturnConsumedCapacity", returnConsumedCapacity)
        writer.member("ProjectionExpression", projectionExpression)
        writer.member("ExpressionAttributeNames", expressionAttributeNames)
    }
}

extension GetItemRequest: ItemBearingOperation {
    package static var operation: String { "GetItem" }
    package var resource: String? { tableName }
    static var shape: ReplyShape { .item(member: "Item") }
}

/// Holds one item.
public struct GetItemReply: Sendable {
    /// The new image of one record: the item; no record where there is none.
    public var batch: ItemBatch
    /// The capacity that the call took, where it was asked for.
    public var consumedCapacity: ConsumedCapacity?

    /// The item; nil where there is none.
    public var item: Item? { batch.records.first.map { batch.item(at: $0.newImage) } }
}

extension DynamoDBClient {
    /// Reads an item by its key.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, or an item of its reply is none;
    ///   `CancellationError`.
    public func getItem(_ request: GetItemRequest) async throws -> GetItemReply {
        let reply = try GetItemRequest.decode(
            try await client.send(request), origin: .scan, table: request.recordTable)
        let rest: WriteRest = try GetItemRequest.rest(reply)
        return GetItemReply(
            batch: reply.decoded.batch, consumedCapacity: rest.consumedCapacity)
    }
}
