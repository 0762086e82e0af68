package import DDBJSON

/// Tells about a global index of a replica.
public struct ReplicaGlobalSecondaryIndexDescription: Sendable, Hashable {
    /// The name.
    public var indexName: String?
    /// The capacity that is kept ready instead of what the index says.
    public var provisionedThroughputOverride: ProvisionedThroughputOverride?
    /// The bounds of its use instead of what the index says.
    public var onDemandThroughputOverride: OnDemandThroughputOverride?
    /// What it can serve at once.
    public var warmThroughput: GlobalSecondaryIndexWarmThroughputDescription?
}

extension ReplicaGlobalSecondaryIndexDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        indexName = try members.string("IndexName")
        provisionedThroughputOverride = try members.structure("ProvisionedThroughputOverride")
        onDemandThroughputOverride = try members.structure("OnDemandThroughputOverride")
        warmThroughput = try members.structure("WarmThroughput")
    }
}
