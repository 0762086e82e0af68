import DDBAttributes
import DDBBase
import DDBClientCore
import DDBConfiguration
import DDBCredentials
import DDBDynamoDB
import DDBHTTPCurl
import DDBLocal
import DDBPipeline
import DDBSTS
import DDBScanSource
import Logging

/// A table of a local endpoint that is scanned.
struct ScannedTable: Sendable {
    static let name = "orders"

    let server: RunningServer
    private let client: DynamoDBClient
    private static let environment = ProcessEnvironment([
        "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    ])

    init(_ server: RunningServer) async throws {
        self.server = server
        var options = ClientContextOptions()
        options.settings.region = "us-east-1"
        options.settings.endpoint = server.endpoint
        let context = try await ClientContext(options, environment: Self.environment) { _ in
            try CurlTransport(environment: ProcessEnvironment([:]))
        }
        client = DynamoDBClient(
            settings: try await context.settings(for: .dynamoDB), components: context.components)
    }

    func create() async throws {
        _ = try await client.createTable(
            CreateTableRequest(
                tableName: Self.name,
                attributeDefinitions: [
                    AttributeDefinition(attributeName: "id", attributeType: .string)
                ], keySchema: [KeySchemaElement(attributeName: "id", keyType: .hash)],
                billingMode: .payPerRequest))
    }

    func delete() async throws {
        _ = try await client.deleteTable(DeleteTableRequest(tableName: Self.name))
    }

    func fill(_ count: Int) async throws {
        for first in stride(from: 0, to: count, by: 25) {
            let writes = (first..<min(first + 25, count)).map { number in
                WriteRequest.put(
                    WireItem([
                        "id": .string("k\(number)"), "name": .string("n"), "a.b": .bool(true),
                        "other": .null,
                    ]))
            }
            _ = try await client.batchWriteItem(
                BatchWriteItemRequest(requestItems: [Self.name: writes]))
        }
    }

    func runner(
        _ found: Found, _ options: [(String, String)], projection: [String] = [],
        from positions: PositionMap = PositionMap()
    ) throws -> PipelineRunner {
        var entries = [
            ConfigurationEntry("region", "us-east-1"),
            ConfigurationEntry("endpoint", .init(stringLiteral: server.endpoint)),
            ConfigurationEntry("table", .init(stringLiteral: Self.name)),
        ]
        for (name, value) in options {
            entries.append(ConfigurationEntry(name, .init(stringLiteral: value)))
        }
        if !projection.isEmpty {
            entries.append(
                ConfigurationEntry(
                    "projection",
                    ConfigurationNode(.list(projection.map { .init(stringLiteral: $0) }))))
        }
        let context = ComponentContext(
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            environment: Self.environment)
        let source = try ScanSource(
            options: Options(
                ConfigurationNode(.map(entries)), fields: ScanSource.spec.fields),
            context: context)
        return PipelineRunner(
            Pipeline(
                source: source, sink: FoundSink(found), settings: PipelineSettings(laneCount: 2)),
            context: context, from: positions)
    }
}
