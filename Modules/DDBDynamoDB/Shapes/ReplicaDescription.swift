public import DDBBase
package import DDBJSON

/// Tells about a replica of a global table.
public struct ReplicaDescription: Sendable, Hashable {
    /// The region.
    public var regionName: String?
    /// In which state it is.
    public var replicaStatus: ReplicaStatus?
    /// The ARN.
    public var replicaARN: String?
    /// More about the state.
    public var replicaStatusDescription: String?
    /// How far an operation is, in percent.
    public var replicaStatusPercentProgress: String?
    /// The key of KMS that encrypts it.
    public var kmsMasterKeyID: String?
    /// The capacity that is kept ready instead of what the table says.
    public var provisionedThroughputOverride: ProvisionedThroughputOverride?
    /// The bounds of its use instead of what the table says.
    public var onDemandThroughputOverride: OnDemandThroughputOverride?
    /// What it can serve at once.
    public var warmThroughput: TableWarmThroughputDescription?
    /// Its global indexes.
    public var globalSecondaryIndexes: [ReplicaGlobalSecondaryIndexDescription]
    /// Since when it cannot be reached.
    public var replicaInaccessibleDateTime: Instant?
    /// For which use its storage is priced.
    public var replicaTableClassSummary: TableClassSummary?
}

extension ReplicaDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        regionName = try members.string("RegionName")
        replicaStatus = try members.name("ReplicaStatus")
        replicaARN = try members.string("ReplicaArn")
        replicaStatusDescription = try members.string("ReplicaStatusDescription")
        replicaStatusPercentProgress = try members.string("ReplicaStatusPercentProgress")
        kmsMasterKeyID = try members.string("KMSMasterKeyId")
        provisionedThroughputOverride = try members.structure("ProvisionedThroughputOverride")
        onDemandThroughputOverride = try members.structure("OnDemandThroughputOverride")
        warmThroughput = try members.structure("WarmThroughput")
        globalSecondaryIndexes = try members.structures("GlobalSecondaryIndexes")
        replicaInaccessibleDateTime = try members.instant("ReplicaInaccessibleDateTime")
        replicaTableClassSummary = try members.structure("ReplicaTableClassSummary")
    }
}
