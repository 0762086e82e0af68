package import DDBJSON

/// Names one attribute of a primary key.
public struct KeySchemaElement: Sendable, Hashable {
    /// The attribute.
    public var attributeName: String
    /// Which part of the key it is.
    public var keyType: KeyType

    /// Creates an element.
    public init(attributeName: String, keyType: KeyType) {
        self.attributeName = attributeName
        self.keyType = keyType
    }
}

extension KeySchemaElement: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        attributeName = try members.required("AttributeName", members.string)
        keyType = try members.required("KeyType", members.name)
    }
}

extension KeySchemaElement: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("AttributeName", attributeName)
        writer.member("KeyType", keyType)
    }
}
