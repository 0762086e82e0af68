import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBPipeline
import DDBSTS
import Logging

/// The table that is written, as DynamoDB describes it.
struct SinkTable: Sendable {
    let name: String
    /// The ARN and the id: a table that is made anew has another.
    let identity: String
    let schema: KeySchema
    let indexes: [WriteChecker.IndexAttribute]
    /// Whether it is paid per request, so that nobody knows what it can take.
    let isOnDemand: Bool
    /// The write capacity that it is known to serve at once, in WCU a second.
    let warmCapacity: Int?
    let client: DynamoDBClient

    /// Describes the table, and creates it where it is absent and the options say so.
    ///
    /// - Parameter isRehearsal: Whether nothing is created.
    static func open(
        _ settings: DynamoDBSinkSettings, clients: ClientContext, context: ComponentContext,
        isRehearsal: Bool = false
    ) async throws -> SinkTable {
        let client = DynamoDBClient(
            settings: try await clients.settings(for: .dynamoDB), components: clients.components)
        var description: TableDescription
        do {
            description = try await client.describeTable(
                DescribeTableRequest(tableName: settings.table)
            ).table
        } catch let error as ClientError where error.code == .resourceNotFound {
            if isRehearsal, settings.createsTable { return try planned(settings, client) }
            guard settings.createsTable else {
                throw PipelineError(
                    .sinkFailed,
                    "There is no table '\(settings.table)' in this account and region; set `create`"
                        + " and `key` to have it created.",
                    component: DynamoDBSink.spec.title, disposition: .reconfigure, cause: error)
            }
            try await create(settings, client, context)
            description = try await client.waitUntilTableActive(settings.table)
        }
        description = try await active(description, client)
        let schema = try description.itemKey()
        try check(settings.keys, schema, settings.table)
        if let notice = settings.partitionedBy.notice(schema, table: settings.table) {
            context.logger.warning("\(notice)")
        }
        return SinkTable(
            name: settings.table,
            identity: [description.tableARN, description.tableID].compactMap { $0 }
                .joined(separator: " "),
            schema: schema, indexes: try description.indexAttributes(),
            isOnDemand: description.billingModeSummary?.billingMode == .payPerRequest,
            warmCapacity: description.warmThroughput?.writeUnitsPerSecond, client: client)
    }

    /// The table that would be created.
    private static func planned(
        _ settings: DynamoDBSinkSettings, _ client: DynamoDBClient
    ) throws -> SinkTable {
        let keys = settings.keys.map { KeySchema.Attribute($0.name, $0.type ?? .string) }
        return SinkTable(
            name: settings.table, identity: "",
            schema: try KeySchema(partition: keys[0], sort: keys.count > 1 ? keys[1] : nil),
            indexes: [], isOnDemand: true, warmCapacity: nil, client: client)
    }

    private static func create(
        _ settings: DynamoDBSinkSettings, _ client: DynamoDBClient, _ context: ComponentContext
    ) async throws {
        context.logger.notice("creating the table", metadata: ["table": "\(settings.table)"])
        let request = CreateTableRequest(
            tableName: settings.table,
            attributeDefinitions: settings.keys.map {
                AttributeDefinition(
                    attributeName: $0.name,
                    attributeType: ScalarAttributeType(rawValue: ($0.type ?? .string).rawValue))
            },
            keySchema: zip(settings.keys, [KeyType.hash, .range]).map {
                KeySchemaElement(attributeName: $0.name, keyType: $1)
            }, billingMode: .payPerRequest)
        do {
            _ = try await client.createTable(request)
        } catch let error as ClientError where error.code == .resourceInUse {
            // Somebody else creates it at the same time; whether it is the same one shows below.
            return
        }
    }

    /// Waits for a table that is being made; any other takes writes at once or never.
    private static func active(
        _ description: TableDescription, _ client: DynamoDBClient
    ) async throws -> TableDescription {
        switch description.tableStatus {
        case .active, .updating: description
        default: try await client.waitUntilTableActive(description.tableName)
        }
    }

    /// Refuses a table whose key is another than the options say.
    private static func check(
        _ keys: [DeclaredKey], _ schema: KeySchema, _ table: String
    ) throws(PipelineError) {
        guard !keys.isEmpty else { return }
        let fits =
            keys.count == schema.attributes.count
            && zip(keys, schema.attributes).allSatisfy { key, attribute in
                key.name.utf8.elementsEqual(attribute.name.utf8)
                    && (key.type ?? attribute.type) == attribute.type
            }
        guard !fits else { return }
        let actual = schema.attributes.map { "\($0.name):\($0.type.rawValue)" }
        throw PipelineError(
            .sinkFailed,
            "The table '\(table)' has the key [\(actual.joined(separator: ", "))], other than the"
                + " option `key`; writes are ordered and made one by that key. Leave the option"
                + " out, or name another table.",
            component: DynamoDBSink.spec.title, disposition: .reconfigure)
    }
}
