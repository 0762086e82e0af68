public import DDBAttributes
import DDBClientCore
package import DDBJSON

/// Asks for an item to be deleted.
public struct DeleteItemRequest: Sendable, Hashable {
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String
    /// The primary key of the item.
    public var key: WireItem
    /// Which attributes are returned.
    public var returnValues: ReturnValue?
    /// What the reply tells about the capacity that the call took.
    public var returnConsumedCapacity: ReturnConsumedCapacity?
    /// Whether the reply tells the size of item collections.
    public var returnItemCollectionMetrics: ReturnItemCollectionMetrics?
    /// The condition that the item as it is must meet.
    public var conditionExpression: String?
    /// The names that stand for attributes in the expressions, with their `#`.
    public var expressionAttributeNames: [String: String]
    /// The values of the expressions, named with their `:`.
    public var expressionAttributeValues: Item
    /// What the error of a failed condition holds.
    public var returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure?

    /// Creates a request.
    public init(
        tableName: String, key: WireItem, returnValues: ReturnValue? = nil,
        returnConsumedCapacity: ReturnConsumedCapacity? = nil,
        returnItemCollectionMetrics: ReturnItemCollectionMetrics? = nil,
        conditionExpression: String? = nil, expressionAttributeNames: [String: String] = [:],
        expressionAttributeValues: Item = Item(),
        returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure? = nil
    ) {
        self.tableName = tableName
        self.key = key
        self.returnValues = returnValues
        self.returnConsumedCapacity = returnConsumedCapacity
        self.returnItemCollectionMetrics = returnItemCollectionMetrics
        self.conditionExpression = conditionExpression
        self.expressionAttributeNames = expressionAttributeNames
        self.expressionAttributeValues = expressionAttributeValues
        self.returnValuesOnConditionCheckFailure = returnValuesOnConditionCheckFailure
    }
}

extension DeleteItemRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("TableName", tableName)
        writer.member("Key", key)
        writer.member("ReturnValues", returnValues)
        writer.member("ReturnConsumedCapacity", returnConsumedCapacity)
        writer.member("ReturnItemCollectionMetrics", returnItemCollectionMetrics)
        writer.member("ConditionExpression", conditionExpression)
        writer.member("ExpressionAttributeNames", expressionAttributeNames)
        writer.member("ExpressionAttributeValues", expressionAttributeValues)
        writer.member("ReturnValuesOnConditionCheckFailure", returnValuesOnConditionCheckFailure)
    }
}

extension DeleteItemRequest: ItemBearingOperation {
    package static var operation: String { "DeleteItem" }
    package var resource: String? { tableName }
    static var shape: ReplyShape { .item(member: "Attributes") }
}

/// Tells of a deletion.
public struct DeleteItemReply: Sendable {
    /// The new image of one record: the attributes that were asked for; no record where there are
    /// none.
    public var batch: ItemBatch
    /// The capacity that the call took, where it was asked for.
    public var consumedCapacity: ConsumedCapacity?
    /// The size of the item's collection, where it was asked for and the table has local indexes.
    public var itemCollectionMetrics: ItemCollectionMetrics?

    /// The attributes that were asked for; nil where there are none.
    public var attributes: Item? { batch.records.first.map { batch.item(at: $0.newImage) } }
}

extension DynamoDBClient {
    /// Deletes an item by its key; that there is none is no error.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
    ///
    /// - Throws: `ClientError` where the call does not succeed, or an item of its reply is none;
    ///   `CancellationError`.
    public func deleteItem(_ request: DeleteItemRequest) async throws -> DeleteItemReply {
        let reply = try DeleteItemRequest.decode(
            try await client.send(request), origin: .scan, table: request.recordTable)
        let rest: WriteRest = try DeleteItemRequest.rest(reply)
        return DeleteItemReply(
            batch: reply.decoded.batch, consumedCapacity: rest.consumedCapacity,
            itemCollectionMetrics: rest.itemCollectionMetrics)
    }
}
