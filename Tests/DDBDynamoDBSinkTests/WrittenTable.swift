import DDBAttributes
import DDBBase
import DDBClientCore
import DDBConfiguration
import DDBCredentials
import DDBDynamoDB
import DDBDynamoDBSink
import DDBHTTPCurl
import DDBLinesSource
import DDBLocal
import DDBPipeline
import DDBSTS
import DDBTestSupport
import Logging
import Testing

/// A table of a local endpoint, and pipelines that write into it.
struct WrittenTable: Sendable {
    static let name = "orders"

    let server: RunningServer
    let client: DynamoDBClient
    private let streams: DynamoDBStreamsClient
    let scratch: ScratchFolder

    static let environment = ProcessEnvironment([
        "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    ])

    init(_ server: RunningServer) async throws {
        self.server = server
        scratch = try ScratchFolder("sink")
        var options = ClientContextOptions()
        options.settings.region = "us-east-1"
        options.settings.endpoint = server.endpoint
        let context = try await ClientContext(options, environment: Self.environment) { _ in
            try CurlTransport(environment: Self.environment)
        }
        client = DynamoDBClient(
            settings: try await context.settings(for: .dynamoDB), components: context.components)
        streams = DynamoDBStreamsClient(
            settings: try await context.settings(for: .dynamoDBStreams),
            components: context.components)
    }

    /// Makes the table: keys such as `id:S`.
    func create(
        _ keys: [(String, ScalarAttributeType)] = [("id", .string)], hasStream: Bool = false
    ) async throws {
        _ = try await client.createTable(
            CreateTableRequest(
                tableName: Self.name,
                attributeDefinitions: keys.map {
                    AttributeDefinition(attributeName: $0.0, attributeType: $0.1)
                },
                keySchema: zip(keys, [KeyType.hash, .range]).map {
                    KeySchemaElement(attributeName: $0.0, keyType: $1)
                }, billingMode: .payPerRequest,
                streamSpecification: hasStream
                    ? StreamSpecification(streamEnabled: true, streamViewType: .newImage) : nil))
    }

    /// Every new image that the stream has, in the order of its shards.
    func images() async throws -> [Item] {
        let table = try await client.describeTable(DescribeTableRequest(tableName: Self.name))
        let arn = try #require(table.table.latestStreamARN)
        let shards = try await streams.describeStream(DescribeStreamRequest(streamARN: arn))
            .streamDescription.shards
        var items: [Item] = []
        for shard in shards {
            var iterator = try await streams.getShardIterator(
                GetShardIteratorRequest(
                    streamARN: arn, shardID: shard.shardID, shardIteratorType: .trimHorizon)
            ).shardIterator
            // An open shard has an iterator for ever; two pages without records are its end.
            var emptyCount = 0
            while let next = iterator, emptyCount < 2 {
                let page = try await streams.getRecords(GetRecordsRequest(shardIterator: next))
                for record in page.records.records where record.newImage >= 0 {
                    items.append(page.records.item(at: record.newImage))
                }
                emptyCount = page.records.records.isEmpty ? emptyCount + 1 : 0
                iterator = page.nextShardIterator
            }
        }
        return items
    }

    /// A runner that writes the lines of files.
    func runner(
        _ lines: [[String]], _ options: [(String, ConfigurationNode)] = [],
        settings: PipelineSettings = PipelineSettings(laneCount: 2),
        journal: (any WriteJournal)? = nil, keeping store: (any PositionStore)? = nil,
        in context: ComponentContext = Self.context()
    ) throws -> PipelineRunner {
        var paths: [String] = []
        for (number, lines) in lines.enumerated() {
            let name = "lines-\(number).jsonl"
            try scratch.write(name, Array(lines.map { $0 + "\n" }.joined().utf8))
            paths.append("\(scratch.path)/\(name)")
        }
        let source = try LinesSource(
            options: Options(
                ConfigurationNode(
                    .map([
                        ConfigurationEntry(
                            "path",
                            ConfigurationNode(.list(paths.map { .init(stringLiteral: $0) }))),
                        ConfigurationEntry("batch-bytes", "16KiB"),
                    ])), fields: LinesSource.spec.fields),
            context: context)
        let sink = try sink(options, journal: journal, in: context)
        return PipelineRunner(
            Pipeline(source: source, sink: sink, settings: settings), context: context,
            keeping: store)
    }

    /// A sink into the table, or into the one that the options name.
    func sink(
        _ options: [(String, ConfigurationNode)], journal: (any WriteJournal)? = nil,
        in context: ComponentContext = Self.context()
    ) throws -> DynamoDBSink {
        var entries = [
            ConfigurationEntry("region", "us-east-1"),
            ConfigurationEntry("endpoint", .init(stringLiteral: server.endpoint)),
            ConfigurationEntry("slow-start", "false"),
            ConfigurationEntry("sink.flush-buffer.timeout", "200"),
        ].filter { entry in
            !options.contains {
                $0.0 == entry.name || (entry.name == "endpoint" && $0.0 == "advanced")
            }
        }
        if !options.contains(where: { $0.0 == "table-name" || $0.0 == "table" }) {
            entries.append(ConfigurationEntry("table", .init(stringLiteral: Self.name)))
        }
        for (name, value) in options { entries.append(ConfigurationEntry(name, value)) }
        return try DynamoDBSink(
            options: Options(
                ConfigurationNode(.map(entries)), fields: DynamoDBSink.spec.fields),
            context: context, journal: journal)
    }

    static func context() -> ComponentContext {
        ComponentContext(
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            environment: environment)
    }

    /// Writes lines, and ends.
    @discardableResult
    func write(
        _ lines: [String], _ options: [(String, ConfigurationNode)] = [],
        settings: PipelineSettings = PipelineSettings(laneCount: 2)
    ) async throws -> PipelineReport {
        try await runner([lines], options, settings: settings).run()
    }

    /// Every item of the table, or of another.
    func items(of name: String = Self.name) async throws -> [Item] {
        var request = ScanRequest(tableName: name, consistentRead: true)
        var items: [Item] = []
        repeat {
            let page = try await client.scan(request)
            for record in page.items.records {
                items.append(page.items.item(at: record.newImage))
            }
            request.exclusiveStartKey = page.lastEvaluatedKey
        } while request.exclusiveStartKey != nil
        return items
    }

    /// The items by the text of an attribute.
    func items(by name: String) async throws -> [String: Item] {
        Dictionary(
            try await items().map { item in
                guard case .string(let key)? = item[name] else { return ("", item) }
                return (key, item)
            }, uniquingKeysWith: { $1 })
    }
}
