public import DDBAttributes
package import DDBJSON

/// Says which items an export holds, and what of them.
public struct FilterSpecification: Sendable, Hashable {
    /// The condition that items meet.
    public var filterExpression: String?
    /// The attributes that are exported.
    public var projectionExpression: String?
    /// The condition that keys meet.
    public var keyConditionExpression: String?
    /// The names that stand for attributes in the expressions, with their `#`.
    public var expressionAttributeNames: [String: String]
    /// The values of the expressions, named with their `:`.
    public var expressionAttributeValues: Item

    /// Creates a specification.
    public init(
        filterExpression: String? = nil, projectionExpression: String? = nil,
        keyConditionExpression: String? = nil, expressionAttributeNames: [String: String] = [:],
        expressionAttributeValues: Item = Item()
    ) {
        self.filterExpression = filterExpression
        self.projectionExpression = projectionExpression
        self.keyConditionExpression = keyConditionExpression
        self.expressionAttributeNames = expressionAttributeNames
        self.expressionAttributeValues = expressionAttributeValues
    }
}

extension FilterSpecification: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        filterExpression = try members.string("FilterExpression")
        projectionExpression = try members.string("ProjectionExpression")
        keyConditionExpression = try members.string("KeyConditionExpression")
        expressionAttributeNames = try members.texts("ExpressionAttributeNames")
        expressionAttributeValues = try members.item("ExpressionAttributeValues") ?? Item()
    }
}

extension FilterSpecification: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("FilterExpression", filterExpression)
        writer.member("ProjectionExpression", projectionExpression)
        writer.member("KeyConditionExpression", keyConditionExpression)
        writer.member("ExpressionAttributeNames", expressionAttributeNames)
        writer.member("ExpressionAttributeValues", expressionAttributeValues)
    }
}
