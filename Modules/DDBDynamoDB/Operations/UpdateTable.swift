import DDBClientCore
package import DDBJSON

/// Asks for a change of a table; one of billing, indexes and stream at a time.
public struct UpdateTableRequest: Sendable, Hashable {
    /// The attributes of the keys of a new index.
    public var attributeDefinitions: [AttributeDefinition]
    /// The table: its name, or its ARN, which may be that of another account.
    public var tableName: String
    /// How use is paid.
    public var billingMode: BillingMode?
    /// The capacity that is kept ready, where that is paid.
    public var provisionedThroughput: ProvisionedThroughput?
    /// What changes about global indexes.
    public var globalSecondaryIndexUpdates: [GlobalSecondaryIndexUpdate]
    /// Whether there is a stream of changes.
    public var streamSpecification: StreamSpecification?
    /// With what it is encrypted.
    public var sseSpecification: SSESpecification?
    /// For which use its storage is priced.
    public var tableClass: TableClass?
    /// Whether it cannot be deleted.
    public var deletionProtectionEnabled: Bool?
    /// The bounds of its use, where that is paid.
    public var onDemandThroughput: OnDemandThroughput?
    /// What it must be able to serve at once.
    public var warmThroughput: WarmThroughput?

    /// Creates a request.
    public init(
        tableName: String, attributeDefinitions: [AttributeDefinition] = [],
        billingMode: BillingMode? = nil, provisionedThroughput: ProvisionedThroughput? = nil,
        globalSecondaryIndexUpdates: [GlobalSecondaryIndexUpdate] = [],
        streamSpecification: StreamSpecification? = nil, sseSpecification: SSESpecification? = nil,
        tableClass: TableClass? = nil, deletionProtectionEnabled: Bool? = nil,
        onDemandThroughput: OnDemandThroughput? = nil, warmThroughput: WarmThroughput? = nil
    ) {
        self.tableName = tableName
        self.attributeDefinitions = attributeDefinitions
        self.billingMode = billingMode
        self.provisionedThroughput = provisionedThroughput
        self.globalSecondaryIndexUpdates = globalSecondaryIndexUpdates
        self.streamSpecification = streamSpecification
        self.sseSpecification = sseSpecification
        self.tableClass = tableClass
        self.deletionProtectionEnabled = deletionProtectionEnabled
        self.onDemandThroughput = onDemandThroughput
        self.warmThroughput = warmThroughput
    }
}

extension UpdateTableRequest: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("AttributeDefinitions", attributeDefinitions)
        writer.member("TableName", tableName)
        writer.member("BillingMode", billingMode)
        writer.member("ProvisionedThroughput", provisionedThroughput)
        writer.member("GlobalSecondaryIndexUpdates", globalSecondaryIndexUpdates)
        writer.member("StreamSpecification", streamSpecification)
        writer.member("SSESpecification", sseSpecification)
        writer.member("TableClass", tableClass)
        writer.member("DeletionProtectionEnabled", deletionProtectionEnabled)
        writer.member("OnDemandThroughput", onDemandThroughput)
        writer.member("WarmThroughput", warmThroughput)
    }
}

extension UpdateTableRequest: JSONOperation {
    package static var operation: String { "UpdateTable" }
    package static var retriesLimitExceeded: Bool { false }
    package var resource: String? { tableName }
}

/// Tells about a table that is being changed.
public struct UpdateTableReply: Sendable, Hashable {
    /// What is known about it.
    public var tableDescription: TableDescription
}

extension UpdateTableReply: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        tableDescription = try members.required("TableDescription", members.structure)
    }
}

extension DynamoDBClient {
    /// Begins to change a table; the change is there once it is active again.
    ///
    /// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
    ///
    /// - Throws: `ClientError` where the call does not succeed; `CancellationError`.
    public func updateTable(
        _ request: UpdateTableRequest
    ) async throws -> UpdateTableReply {
        try await client.reply(to: request)
    }
}
