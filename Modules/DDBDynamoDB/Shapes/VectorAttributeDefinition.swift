package import DDBJSON

/// Names the attribute that holds vectors.
public struct VectorAttributeDefinition: Sendable, Hashable {
    /// The attribute.
    public var attributeName: String
}

extension VectorAttributeDefinition: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        attributeName = try members.required("AttributeName", members.string)
    }
}
