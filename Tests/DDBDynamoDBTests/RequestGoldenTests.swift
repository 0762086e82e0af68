import DDBAttributes
import DDBBase
import DDBDynamoDB
import DDBHTTP
import DDBTestKit
import DDBTestSupport
import Testing

/// Requests say what those of botocore say, which nobody here wrote.
@Suite(.enabled(if: TestPython.path != nil, "no Python with botocore"))
struct RequestGoldenTests {
    typealias Case = (name: String, send: @Sendable (ScriptedClient) async throws -> Void)

    static let noon = Instant(microseconds: 1_767_355_200_000_000)
    static let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
    static let stream = arn + "/stream/2026-01-02T12:00:00.000"
    static let kinesis = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes"
    static let shard = "shardId-00000001414562045508-2bac9cd2"

    static func number(_ text: String) throws -> AttributeValue {
        .number(try DecimalNumber(text))
    }

    /// As bytes, since a number that went through ``DecimalNumber`` would lose its last zero.
    static func key() throws -> WireItem {
        let wire = Array(#"{"pk":{"S":"a\"é\n"},"sk":{"N":"-1.50"}}"#.utf8)
        return try WireItem(wire: wire.span.bytes)
    }

    static func every() throws -> WireItem {
        [
            "pk": .string("a"), "n": try number("12345678901234567890123456789012345678"),
            "b": .binary([0, 255]), "t": .bool(true), "z": .null,
            "l": .list([.string(""), .map(Item())]), "ss": .stringSet(["x", "y"]),
            "ns": .numberSet([try DecimalNumber("1"), try DecimalNumber("2")]),
            "bs": .binarySet([[0x61], [0x62]]),
        ]
    }

    static let schema = [
        KeySchemaElement(attributeName: "pk", keyType: .hash),
        KeySchemaElement(attributeName: "sk", keyType: .range),
    ]
    static let both = Projection(projectionType: .include, nonKeyAttributes: ["x", "y"])
    static let capacity = ProvisionedThroughput(readCapacityUnits: 5, writeCapacityUnits: 6)
    static let names = ["#v": "version"]

    static func values() throws -> Item { [":v": try number("7")] }

    static let tables: [Case] = [
        (
            "listTables",
            {
                _ = try await $0.dynamoDB.listTables(
                    ListTablesRequest(exclusiveStartTableName: "a", limit: 3))
            }
        ),
        ("listTables, nothing", { _ = try await $0.dynamoDB.listTables(ListTablesRequest()) }),
        (
            "describeTable",
            {
                _ = try await $0.dynamoDB.describeTable(DescribeTableRequest(tableName: arn))
            }
        ),
        (
            "createTable",
            {
                _ = try await $0.dynamoDB.createTable(
                    CreateTableRequest(
                        tableName: "orders",
                        attributeDefinitions: [
                            AttributeDefinition(attributeName: "pk", attributeType: .string),
                            AttributeDefinition(attributeName: "sk", attributeType: .number),
                        ], keySchema: schema,
                        localSecondaryIndexes: [
                            LocalSecondaryIndex(
                                indexName: "l", keySchema: schema,
                                projection: Projection(projectionType: .all))
                        ],
                        globalSecondaryIndexes: [
                            GlobalSecondaryIndex(
                                indexName: "g", keySchema: schema, projection: both,
                                provisionedThroughput: capacity,
                                onDemandThroughput: OnDemandThroughput(maxReadRequestUnits: 9),
                                warmThroughput: WarmThroughput(
                                    readUnitsPerSecond: 12000, writeUnitsPerSecond: 4000))
                        ], billingMode: .provisioned, provisionedThroughput: capacity,
                        streamSpecification: StreamSpecification(
                            streamEnabled: true, streamViewType: .newAndOldImages),
                        sseSpecification: SSESpecification(
                            enabled: true, sseType: .kms, kmsMasterKeyID: "alias/k"),
                        tags: [Tag(key: "team", value: "x")], tableClass: .standard,
                        deletionProtectionEnabled: false,
                        warmThroughput: WarmThroughput(readUnitsPerSecond: 12000),
                        resourcePolicy: "{}",
                        onDemandThroughput: OnDemandThroughput(maxWriteRequestUnits: -1)))
            }
        ),
        (
            "updateTable",
            {
                _ = try await $0.dynamoDB.updateTable(
                    UpdateTableRequest(
                        tableName: "orders",
                        attributeDefinitions: [
                            AttributeDefinition(attributeName: "g", attributeType: .binary)
                        ], billingMode: .payPerRequest,
                        globalSecondaryIndexUpdates: [
                            .update(
                                UpdateGlobalSecondaryIndexAction(
                                    indexName: "a", provisionedThroughput: capacity)),
                            .create(
                                GlobalSecondaryIndex(
                                    indexName: "b", keySchema: [schema[0]], projection: both)),
                            .delete(indexName: "c"),
                        ], streamSpecification: StreamSpecification(streamEnabled: false),
                        tableClass: .standardInfrequentAccess, deletionProtectionEnabled: true))
            }
        ),
        (
            "deleteTable",
            {
                _ = try await $0.dynamoDB.deleteTable(DeleteTableRequest(tableName: "orders"))
            }
        ),
        (
            "describeContinuousBackups",
            {
                _ = try await $0.dynamoDB.describeContinuousBackups(
                    DescribeContinuousBackupsRequest(tableName: "orders"))
            }
        ),
        (
            "updateContinuousBackups",
            {
                _ = try await $0.dynamoDB.updateContinuousBackups(
                    UpdateContinuousBackupsRequest(
                        tableName: "orders",
                        pointInTimeRecoverySpecification: PointInTimeRecoverySpecification(
                            pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 7)))
            }
        ),
        (
            "exportTableToPointInTime",
            {
                _ = try await $0.dynamoDB.exportTableToPointInTime(
                    ExportTableToPointInTimeRequest(
                        tableARN: arn, s3Bucket: "bucket", exportTime: noon, clientToken: "token",
                        s3BucketOwner: "123456789012", s3Prefix: "p", s3SSEAlgorithm: .kms,
                        s3SSEKMSKeyID: "key", exportFormat: .dynamoDBJSON,
                        exportType: .incrementalExport,
                        incrementalExportSpecification: IncrementalExportSpecification(
                            exportFromTime: noon,
                            exportToTime: noon.advanced(byMicroseconds: 3_600_000_000),
                            exportViewType: .newImage)))
            }
        ),
        (
            "describeExport",
            {
                _ = try await $0.dynamoDB.describeExport(
                    DescribeExportRequest(exportARN: arn + "/export/01-ab"))
            }
        ),
        (
            "listExports",
            {
                _ = try await $0.dynamoDB.listExports(
                    ListExportsRequest(tableARN: arn, maxResults: 25, nextToken: "n"))
            }
        ),
        (
            "describeKinesisStreamingDestination",
            {
                _ = try await $0.dynamoDB.describeKinesisStreamingDestination(
                    DescribeKinesisStreamingDestinationRequest(tableName: "orders"))
            }
        ),
        (
            "enableKinesisStreamingDestination",
            {
                _ = try await $0.dynamoDB.enableKinesisStreamingDestination(
                    EnableKinesisStreamingDestinationRequest(
                        tableName: "orders", streamARN: kinesis,
                        enableKinesisStreamingConfiguration: EnableKinesisStreamingConfiguration(
                            approximateCreationDateTimePrecision: .microsecond)))
            }
        ),
    ]

    static let streams: [Case] = [
        (
            "listStreams",
            {
                _ = try await $0.streams.listStreams(
                    ListStreamsRequest(
                        tableName: "t", limit: 1, exclusiveStartStreamARN: stream))
            }
        ),
        (
            "describeStream",
            {
                _ = try await $0.streams.describeStream(
                    DescribeStreamRequest(
                        streamARN: stream, limit: 100, exclusiveStartShardID: shard,
                        shardFilter: ShardFilter(type: .childShards, shardID: shard)))
            }
        ),
        (
            "getShardIterator",
            {
                _ = try await $0.streams.getShardIterator(
                    GetShardIteratorRequest(
                        streamARN: stream, shardID: shard, shardIteratorType: .atSequenceNumber,
                        sequenceNumber: "20500000000000000910398"))
            }
        ),
        (
            "getRecords",
            {
                _ = try await $0.streams.getRecords(
                    GetRecordsRequest(shardIterator: "i", limit: 1000))
            }
        ),
    ]

    @Test(arguments: [("dynamodb", tables + items), ("dynamodbstreams", streams)])
    func `requests are those of botocore`(service: String, cases: [Case]) async throws {
        let golden = try BotocoreRequests(service: service).requests
        #expect(Set(golden.keys) == Set(cases.map(\.name)))
        for (name, send) in cases {
            let client = try ScriptedClient(steps: [.refusal("ValidationException")])
            await #expect(throws: (any Error).self) { try await send(client) }
            let expected = try #require(golden[name])
            let exchange = try #require(client.transport.exchanges.first)
            #expect(try CanonicalText.json(exchange.body) == expected.body, "\(name)")
            #expect(exchange.request.headers["x-amz-target"] == expected.target)
            #expect(exchange.request.headers["content-type"] == expected.contentType)
        }
    }
}
