package import DDBJSON

/// Tells about a global index.
public struct GlobalSecondaryIndexDescription: Sendable, Hashable {
    /// The name.
    public var indexName: String?
    /// The key.
    public var keySchema: [KeySchemaElement]
    /// Which attributes it holds.
    public var projection: Projection?
    /// In which state it is.
    public var indexStatus: IndexStatus?
    /// Whether items that were there before are still being added.
    public var backfilling: Bool?
    /// The capacity that is kept ready.
    public var provisionedThroughput: ProvisionedThroughputDescription?
    /// The bytes that it takes, as of some hours ago.
    public var indexSizeBytes: Int?
    /// The number of items, as of some hours ago.
    public var itemCount: Int?
    /// The ARN.
    public var indexARN: String?
    /// The bounds of its use.
    public var onDemandThroughput: OnDemandThroughput?
    /// What it can serve at once.
    public var warmThroughput: GlobalSecondaryIndexWarmThroughputDescription?
}

extension GlobalSecondaryIndexDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        indexName = try members.string("IndexName")
        keySchema = try members.structures("KeySchema")
        projection = try members.structure("Projection")
        indexStatus = try members.name("IndexStatus")
        backfilling = try members.bool("Backfilling")
        provisionedThroughput = try members.structure("ProvisionedThroughput")
        indexSizeBytes = try members.integer("IndexSizeBytes")
        itemCount = try members.integer("ItemCount")
        indexARN = try members.string("IndexArn")
        onDemandThroughput = try members.structure("OnDemandThroughput")
        warmThroughput = try members.structure("WarmThroughput")
    }
}
