import DDBClientCore
package import DDBJSON

/// Asks for a new table.
public struct CreateTableRequest: Sendable, Hashable {
    /// The attributes of the keys of the table and its indexes.
    public var attributeDefinitions: [AttributeDefinition]
    /// The name: 3 to 255 letters, digits, `_`, `-` and `.`.
    public var tableName: String
    /// The primary key.
    public var keySchema: [KeySchemaElement]
    /// The local indexes, which cannot be added later.
    public var localSecondaryIndexes: [LocalSecondaryIndex]
    /// The global indexes.
    public var globalSecondaryIndexes: [GlobalSecondaryIndex]
    /// How use is paid.
    public var billingMode: BillingMode?
    /// The capacity that is kept ready, where that is paid.
    public var provisionedThroughput: ProvisionedThroughput?
    /// Whether there is a stream of changes.
    public var streamSpecification: StreamSpecification?
    /// With what it is encrypted.
    public var sseSpecification: SSESpecification?
    /// Its tags.
    public var tags: [Tag]
    /// For which use its storage is priced.
    public var tableClass: TableClass?
    /// Whether it cannot be deleted.
    public var deletionProtectionEnabled: Bool?
    /// What it must be able to serve at once.
    public var warmThroughput: WarmThroughput?
    /// The policy of who may do what with it, as JSON.
    public var resourcePolicy: String?
    /// The bounds of its use, where that is paid.
    public var onDemandThroughput: OnDemandThroughput?

    /// Creates a request.
    public init(
        tableName: String, attributeDefinitions: [AttributeDefinition] = [],
        keySchema: [KeySchemaElement] = [], localSecondaryIndexes: [LocalSecondaryIndex] = [],
        globalSecondaryIndexes: [GlobalSecondaryIndex] = [], billingMode: BillingMode? = nil,
        provisionedThroughput: ProvisionedThroughput? = nil,
        streamSpecification: StreamSpecification? = nil, sseSpecification: SSESpecification? = nil,
        tags: [Tag] = [], tableClass: TableClass? = nil, deletionProtectionEnabled: Bool? = nil,
        warmThroughput: WarmThroughput? = nil, resourcePolicy: String? = nil,
        onDemandThroughput: OnDemandThroughput? = nil
    ) {
        self.tableName = tableName
        self.attributeDefinitions = attributeDefinitions
        self.keySchema = keySchema
        self.localSecondaryIndexes = localSecondaryIndexes
        self.globalSecondaryIndexes = globalSecondaryIndexes
        self.billingMode = billingMode
        self.provisionedThroughput = provisionedThroughput
        self.streamSpecification = streamSpecification
        self.sseSpecification = sseSpecification
        self.tags = tags
        self.tableClass = tableClass
        self.deletionProtectionEnabled = deletionProtectionEnabled
        self.warmThroughput = warmThroughput
        self.resourcePolicy = resourcePolicy
        self.onDemandThroughput = onDemandThroughput
    }
}

extension CreateTableRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("AttributeDefinitions", attributeDefinitions)
        writer.member("TableName", tableName)
        writer.member("KeySchema", keySchema)
        writer.member("LocalSecondaryIndexes", localSecondaryIndexes)
        writer.member("GlobalSecondaryIndexes", globalSecondaryIndexes)
        writer.member("BillingMode", billingMode)
        writer.member("ProvisionedThroughput", provisionedThroughput)
        writer.member("StreamSpecification", streamSpecification)
        writer.member("SSESpecification", sseSpecification)
        writer.member("Tags", tags)
        writer.member("TableClass", tableClass)
        writer.member("DeletionProtectionEnabled", deletionProtectionEnabled)
        writer.member("WarmThroughput", warmThroughput)
        writer.member("ResourcePolicy", resourcePolicy)
        writer.member("OnDemandThroughput", onDemandThroughput)
    }
}

extension CreateTableRequest: JSONOperation {
    package static var operation: String { "CreateTable" }
    package static var retriesLimitExceeded: Bool { false }
    package var resource: String? { tableName }
}

/// Tells about a table that is being made.
public struct CreateTableReply: Sendable, Hashable {
    /// What is known about it.
    public var tableDescription: TableDescription
}

extension CreateTableReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        tableDescription = try members.required("TableDescription", members.structure)
    }
}

extension DynamoDBClient {
    /// Begins to make a table; it can be used once it is active, see
    /// ``waitUntilTableActive(_:limits:)``.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func createTable(
        _ request: CreateTableRequest
    ) async throws -> CreateTableReply {
        try await client.reply(to: request)
    }
}
