public import DDBAttributes
package import DDBJSON

/// Says which items of a table a batch reads, and what of them.
public struct KeysAndAttributes: Sendable, Hashable {
    /// The primary keys, each once.
    public var keys: [WireItem]
    /// Whether the read sees every write before it; at twice the price.
    public var consistentRead: Bool?
    /// The attributes that are returned; nil for all.
    public var projectionExpression: String?
    /// The names that stand for attributes in the expression, with their `#`.
    public var expressionAttributeNames: [String: String]

    /// Creates a list of keys.
    public init(
        keys: [WireItem], consistentRead: Bool? = nil, projectionExpression: String? = nil,
        expressionAttributeNames: [String: String] = [:]
    ) {
        self.keys = keys
        self.consistentRead = consistentRead
        self.projectionExpression = projectionExpression
        self.expressionAttributeNames = expressionAttributeNames
    }
}

extension KeysAndAttributes: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.name("Keys")
        writer.beginArray()
        for key in keys { writer.wireItem(key) }
        writer.endArray()
        writer.member("ConsistentRead", consistentRead)
        writer.member("ProjectionExpression", projectionExpression)
        writer.member("ExpressionAttributeNames", expressionAttributeNames)
    }
}

extension KeysAndAttributes: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        keys = try members.wireItems("Keys")
        consistentRead = try members.bool("ConsistentRead")
        projectionExpression = try members.string("ProjectionExpression")
        expressionAttributeNames = try members.texts("ExpressionAttributeNames")
    }
}
