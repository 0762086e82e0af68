package import DDBJSON

/// Names an attribute that searches in a vector index use.
public struct SearchSchemaElement: Sendable, Hashable {
    /// The attribute.
    public var attributeName: String
    /// What it does.
    public var searchSchemaElementType: SearchSchemaElementType
}

extension SearchSchemaElement: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        attributeName = try members.required("AttributeName", members.string)
        searchSchemaElementType = try members.required("SearchSchemaElementType", members.name)
    }
}
