public import DDBBase
package import DDBJSON

/// Tells about a table.
public struct TableDescription: Sendable, Hashable {
    /// The attributes of the keys of the table and its indexes, with their types.
    public var attributeDefinitions: [AttributeDefinition]
    /// The name.
    public var tableName: String
    /// The primary key: the partition key, then the sort key where there is one.
    public var keySchema: [KeySchemaElement]
    /// In which state it is.
    public var tableStatus: TableStatus
    /// When it was made.
    public var creationDateTime: Instant?
    /// The capacity that is kept ready.
    public var provisionedThroughput: ProvisionedThroughputDescription?
    /// The bytes that it takes, as of about six hours ago.
    public var tableSizeBytes: Int?
    /// The number of items, as of about six hours ago.
    public var itemCount: Int?
    /// The ARN.
    public var tableARN: String?
    /// The id, another one where a table of the same name is made again.
    public var tableID: String?
    /// How use is paid; nil for a table that never was paid by use.
    public var billingModeSummary: BillingModeSummary?
    /// The local indexes.
    public var localSecondaryIndexes: [LocalSecondaryIndexDescription]
    /// The global indexes.
    public var globalSecondaryIndexes: [GlobalSecondaryIndexDescription]
    /// Whether there is a stream; nil where there is none.
    public var streamSpecification: StreamSpecification?
    /// When the stream was switched on, as ISO 8601 text: the end of its ARN.
    public var latestStreamLabel: String?
    /// The ARN of the stream, which may be switched off by now.
    public var latestStreamARN: String?
    /// The version of global tables, where it is one.
    public var globalTableVersion: String?
    /// The replicas of a global table.
    public var replicas: [ReplicaDescription]
    /// From what it was restored.
    public var restoreSummary: RestoreSummary?
    /// With what it is encrypted; nil for keys of DynamoDB.
    public var sseDescription: SSEDescription?
    /// How it was archived.
    public var archivalSummary: ArchivalSummary?
    /// For which use its storage is priced.
    public var tableClassSummary: TableClassSummary?
    /// Whether it cannot be deleted.
    public var deletionProtectionEnabled: Bool?
    /// The bounds of its use.
    public var onDemandThroughput: OnDemandThroughput?
    /// What it can serve at once.
    public var warmThroughput: TableWarmThroughputDescription?
    /// How replicas agree.
    public var multiRegionConsistency: MultiRegionConsistency?
    /// The vector indexes.
    public var vectorIndexes: [VectorIndexDescription]
}

extension TableDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        attributeDefinitions = try members.structures("AttributeDefinitions")
        tableName = try members.required("TableName", members.string)
        keySchema = try members.structures("KeySchema")
        tableStatus = try members.required("TableStatus", members.name)
        creationDateTime = try members.instant("CreationDateTime")
        provisionedThroughput = try members.structure("ProvisionedThroughput")
        tableSizeBytes = try members.integer("TableSizeBytes")
        itemCount = try members.integer("ItemCount")
        tableARN = try members.string("TableArn")
        tableID = try members.string("TableId")
        billingModeSummary = try members.structure("BillingModeSummary")
        localSecondaryIndexes = try members.structures("LocalSecondaryIndexes")
        globalSecondaryIndexes = try members.structures("GlobalSecondaryIndexes")
        streamSpecification = try members.structure("StreamSpecification")
        latestStreamLabel = try members.string("LatestStreamLabel")
        latestStreamARN = try members.string("LatestStreamArn")
        globalTableVersion = try members.string("GlobalTableVersion")
        replicas = try members.structures("Replicas")
        restoreSummary = try members.structure("RestoreSummary")
        sseDescription = try members.structure("SSEDescription")
        archivalSummary = try members.structure("ArchivalSummary")
        tableClassSummary = try members.structure("TableClassSummary")
        deletionProtectionEnabled = try members.bool("DeletionProtectionEnabled")
        onDemandThroughput = try members.structure("OnDemandThroughput")
        warmThroughput = try members.structure("WarmThroughput")
        multiRegionConsistency = try members.name("MultiRegionConsistency")
        vectorIndexes = try members.structures("VectorIndexes")
    }
}
