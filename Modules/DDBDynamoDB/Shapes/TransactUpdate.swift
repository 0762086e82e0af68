public import DDBAttributes
package import DDBJSON

/// Changes attributes of an item in a transaction.
public struct TransactUpdate: Sendable, Hashable {
    /// The primary key of the item.
    public var key: WireItem
    /// What is changed: `SET`, `REMOVE`, `ADD` and `DELETE` clauses.
    public var updateExpression: String
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

    /// Creates a change.
    public init(
        key: WireItem, updateExpression: String, tableName: String,
        conditionExpression: String? = nil, expressionAttributeNames: [String: String] = [:],
        expressionAttributeValues: Item = Item(),
        returnValuesOnConditionCheckFailure: ReturnValuesOnConditionCheckFailure? = nil
    ) {
        self.key = key
        self.updateExpression = updateExpression
        self.tableName = tableName
        self.conditionExpression = conditionExpression
        self.expressionAttributeNames = expressionAttributeNames
        self.expressionAttributeValues = expressionAttributeValues
        self.returnValuesOnConditionCheckFailure = returnValuesOnConditionCheckFailure
    }
}

extension TransactUpdate: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("Key", key)
        writer.member("UpdateExpression", updateExpression)
        writer.member("TableName", tableName)
        writer.member("ConditionExpression", conditionExpression)
        writer.member("ExpressionAttributeNames", expressionAttributeNames)
        writer.member("ExpressionAttributeValues", expressionAttributeValues)
        writer.member("ReturnValuesOnConditionCheckFailure", returnValuesOnConditionCheckFailure)
    }
}
