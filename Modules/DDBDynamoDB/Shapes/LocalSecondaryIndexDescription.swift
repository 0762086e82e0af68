package import DDBJSON

/// Tells about a local index.
public struct LocalSecondaryIndexDescription: Sendable, Hashable {
    /// The name.
    public var indexName: String?
    /// The key.
    public var keySchema: [KeySchemaElement]
    /// Which attributes it holds.
    public var projection: Projection?
    /// The bytes that it takes, as of some hours ago.
    public var indexSizeBytes: Int?
    /// The number of items, as of some hours ago.
    public var itemCount: Int?
    /// The ARN.
    public var indexARN: String?
}

extension LocalSecondaryIndexDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        indexName = try members.string("IndexName")
        keySchema = try members.structures("KeySchema")
        projection = try members.structure("Projection")
        indexSizeBytes = try members.integer("IndexSizeBytes")
        itemCount = try members.integer("ItemCount")
        indexARN = try members.string("IndexArn")
    }
}
