public import DDBAttributes
package import DDBJSON

/// Deletes an item in a transaction.
public struct TransactDelete: Sendable, Hashable {
    /// The primary key of the item.
    public var key: WireItem
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

    /// Creates a deletion.
    public init(
        key: WireItem, tableName: String, conditionExpression: String? = nil,
        expressionAttributeNames: [String: String] = [:], expressionAttributeValues: Item = Item(),
        returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure? = nil
    ) {
        self.key = key
        self.tableName = tableName
        self.conditionExpression = conditionExpression
        self.expressionAttributeNames = expressionAttributeNames
        self.expressionAttributeValues = expressionAttributeValues
        self.returnValuesOnConditionCheckFailure = returnValuesOnConditionCheckFailure
    }
}

extension TransactDelete: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("Key", key)
        writer.member("TableName", tableName)
        writer.member("ConditionExpression", conditionExpression)
        writer.member("ExpressionAttributeNames", expressionAttributeNames)
        writer.member("ExpressionAttributeValues", expressionAttributeValues)
        writer.member("ReturnValuesOnConditionCheckFailure", returnValuesOnConditionCheckFailure)
    }
}
