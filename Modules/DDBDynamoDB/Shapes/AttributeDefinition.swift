package import DDBJSON

/// Names a key attribute and its type.
public struct AttributeDefinition: Sendable, Hashable {
    /// The attribute.
    public var attributeName: String
    /// Its type.
    public var attributeType: ScalarAttributeType

    /// Creates a definition.
    public init(attributeName: String, attributeType: ScalarAttributeType) {
        self.attributeName = attributeName
        self.attributeType = attributeType
    }
}

extension AttributeDefinition: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        attributeName = try members.required("AttributeName", members.string)
        attributeType = try members.required("AttributeType", members.name)
    }
}

extension AttributeDefinition: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("AttributeName", attributeName)
        writer.member("AttributeType", attributeType)
    }
}
