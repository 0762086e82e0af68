public import DDBAttributes
package import DDBJSON

/// Writes an item in a transaction.
public struct TransactPut: Sendable, Hashable {
    /// The item.
    public var item: WireItem
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String
    /// The condition that the item as it is must meet.
    public var conditionExpression: String?
    /// The names that stand for attributes in the expressions, with their `#`.
    public var expressionAttributeNames: [String: String]
    /// The values of the expressions, named with their `:`.
    public var expressionAttributeValues: Item
    /// What the error of a failed condition holds.
    public var returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure?

    /// Creates a write.
    public init(
        item: WireItem, tableName: String, conditionExpression: String? = nil,
        expressionAttributeNames: [String: String] = [:], expressionAttributeValues: Item = Item(),
        returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure? = nil
    ) {
        self.item = item
        self.tableName = tableName
        self.conditionExpression = conditionExpression
        self.expressionAttributeNames = expressionAttributeNames
        self.expressionAttributeValues = expressionAttributeValues
        self.returnValuesOnConditionCheckFailure = returnValuesOnConditionCheckFailure
    }
}

extension TransactPut: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("Item", item)
        writer.member("TableName", tableName)
        writer.member("ConditionExpression", conditionExpression)
        writer.member("ExpressionAttributeNames", expressionAttributeNames)
        writer.member("ExpressionAttributeValues", expressionAttributeValues)
        writer.member("ReturnValuesOnConditionCheckFailure", returnValuesOnConditionCheckFailure)
    }
}
