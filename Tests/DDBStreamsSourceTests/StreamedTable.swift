import DDBAttributes
import DDBBase
import DDBClientCore
import DDBConfiguration
import DDBCredentials
import DDBDynamoDB
import DDBHTTP
import DDBHTTPCurl
import DDBLocal
import DDBPipeline
import DDBSTS
import DDBStreamsSource
import Logging
import Testing

/// A table of a local endpoint with a stream, and pipelines that follow it.
struct StreamedTable: Sendable {
    static let name = "orders"

    let server: RunningServer
    let client: DynamoDBClient
    private let time: any TimeSource

    /// Makes the table.
    ///
    /// - Parameter time: The clock of those who follow; the endpoint's goes with it unless tests
    ///   move that.
    init(
        _ server: RunningServer, view: DDBDynamoDB.StreamViewType = .newAndOldImages,
        time: any TimeSource
    ) async throws {
        self.server = server
        self.time = time
        var options = ClientContextOptions()
        options.settings.region = "us-east-1"
        options.settings.endpoint = server.endpoint
        let context = try await ClientContext(
            options, environment: Self.environment, time: time
        ) { _ in try CurlTransport(environment: ProcessEnvironment([:])) }
        client = DynamoDBClient(
            settings: try await context.settings(for: .dynamoDB), components: context.components)
        _ = try await client.createTable(
            CreateTableRequest(
                tableName: Self.name,
                attributeDefinitions: [
                    AttributeDefinition(attributeName: "pk", attributeType: .string)
                ],
                keySchema: [KeySchemaElement(attributeName: "pk", keyType: .hash)],
                billingMode: .payPerRequest,
                streamSpecification: StreamSpecification(
                    streamEnabled: true, streamViewType: view)))
    }

    static let environment = ProcessEnvironment([
        "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    ])

    /// Writes an item; the same key again is a modification.
    func put(_ key: String, _ number: Int) async throws {
        _ = try await client.putItem(
            PutItemRequest(
                tableName: Self.name,
                item: ["pk": .string(key), "n": .number(try DecimalNumber("\(number)"))]))
    }

    func delete(_ key: String) async throws {
        _ = try await client.deleteItem(
            DeleteItemRequest(tableName: Self.name, key: ["pk": .string(key)]))
    }

    /// Switches the stream off and on again.
    func renewStream() async throws {
        for isOn in [false, true] {
            _ = try await client.updateTable(
                UpdateTableRequest(
                    tableName: Self.name,
                    streamSpecification: StreamSpecification(
                        streamEnabled: isOn, streamViewType: isOn ? .newAndOldImages : nil)))
        }
    }

    /// Drives the stream's shards: `roll` closes all, and each has one child; `split` two.
    func shards(_ what: String) async throws {
        let table = try await client.describeTable(DescribeTableRequest(tableName: Self.name))
        let arn = try #require(table.table.latestStreamARN)
        let endpoint = try #require(Endpoint(parsing: server.endpoint))
        let response = try await CurlTransport(environment: ProcessEnvironment([:])).send(
            TransportRequest(
                .post, endpoint, path: "/_ddbkit/streams/\(what)",
                body: .bytes(Array(#"{"streamArn":"\#(arn)"}"#.utf8))))
        try #require(response.status == 200)
    }

    /// A runner of a pipeline that follows the table.
    func runner(
        into sink: any SinkComponent, from positions: PositionMap = PositionMap(),
        _ options: [(String, String)] = []
    ) throws -> PipelineRunner {
        var entries = [
            ConfigurationEntry("region", "us-east-1"),
            ConfigurationEntry("endpoint", .init(stringLiteral: server.endpoint)),
            ConfigurationEntry("discovery-interval", "1s"),
        ]
        if !options.contains(where: { $0.0 == "stream-arn" }) {
            entries.append(ConfigurationEntry("table", .init(stringLiteral: Self.name)))
        }
        for (name, value) in options {
            entries.append(ConfigurationEntry(name, .init(stringLiteral: value)))
        }
        let context = ComponentContext(
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, time: time,
            environment: Self.environment)
        let source = try StreamsSource(
            options: Options(
                ConfigurationNode(.map(entries)), fields: StreamsSource.spec.fields),
            context: context)
        return PipelineRunner(
            Pipeline(name: "test", source: source, sink: sink), context: context, from: positions)
    }

    /// Follows until so many changes were noted, then ends in order.
    ///
    /// - Returns: The positions at the end.
    func follow(
        _ journal: ChangeJournal, until count: Int, from positions: PositionMap = PositionMap(),
        _ options: [(String, String)] = []
    ) async throws -> PositionMap {
        let runner = try runner(into: JournalSink(journal), from: positions, options)
        return try await withThrowingTaskGroup(of: PositionMap?.self) { group in
            group.addTask { try await runner.run().positions }
            group.addTask {
                do {
                    try await Waiting.until("\(count) changes have come") {
                        journal.count >= count
                    }
                } catch is CancellationError {
                    // The run has ended by itself.
                }
                return nil
            }
            var end: PositionMap?
            while let next = try await group.next() {
                if let next { end = next } else { runner.drain() }
                if end != nil { group.cancelAll() }
            }
            return try #require(end)
        }
    }
}
