package import DDBJSON

/// Tells about a vector index.
public struct VectorIndexDescription: Sendable, Hashable {
    /// The name.
    public var indexName: String?
    /// The attributes that searches use besides the vector.
    public var searchSchema: [SearchSchemaElement]
    /// Which attributes it holds.
    public var projection: Projection?
    /// The attribute that holds vectors.
    public var vectorAttribute: VectorAttributeDefinition?
    /// The number of components of a vector.
    public var dimensions: Int?
    /// How distance is measured.
    public var distanceFunction: VectorDistanceFunction?
    /// In which state it is.
    public var indexStatus: IndexStatus?
    /// Whether items that were there before are still being added.
    public var backfilling: Bool?
    /// The bytes that it takes, as of some hours ago.
    public var indexSizeBytes: Int?
    /// The number of items, as of some hours ago.
    public var itemCount: Int?
    /// The ARN.
    public var indexARN: String?
}

extension VectorIndexDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        indexName = try members.string("IndexName")
        searchSchema = try members.structures("SearchSchema")
        projection = try members.structure("Projection")
        vectorAttribute = try members.structure("VectorAttribute")
        dimensions = try members.integer("Dimensions")
        distanceFunction = try members.name("DistanceFunction")
        indexStatus = try members.name("IndexStatus")
        backfilling = try members.bool("Backfilling")
        indexSizeBytes = try members.integer("IndexSizeBytes")
        itemCount = try members.integer("ItemCount")
        indexARN = try members.string("IndexArn")
    }
}
