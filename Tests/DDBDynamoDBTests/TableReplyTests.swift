import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

@Suite struct TableReplyTests {
    static let table = #"""
        {"Table":{"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
        {"AttributeName":"sk","AttributeType":"X"}],"TableName":"orders","KeySchema":
        [{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
        "TableStatus":"ACTIVE","CreationDateTime":1.46480527E9,"ProvisionedThroughput":
        {"NumberOfDecreasesToday":0,"ReadCapacityUnits":0,"WriteCapacityUnits":0},
        "TableSizeBytes":1.5E3,"ItemCount":7,"TableArn":"arn:aws:dynamodb:r:1:table/orders",
        "TableId":"id","BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST",
        "LastUpdateToPayPerRequestDateTime":1421866952.062},"GlobalSecondaryIndexes":[{
        "IndexName":"g","KeySchema":[{"AttributeName":"sk","KeyType":"HASH"}],
        "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]},
        "IndexStatus":"BROKEN_SINCE_2030","Backfilling":true,"Future":{}}],
        "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"},
        "LatestStreamLabel":"2026-01-02T12:00:00.000","LatestStreamArn":"arn:s","Replicas":null,
        "WarmThroughput":{"ReadUnitsPerSecond":12000,"Status":"ACTIVE"},"NewIn2030":[1,{"a":2}]}}
        """#

    @Test func `a description is read, what is new in it ignored`() async throws {
        let client = try ScriptedClient(Self.table)
        let table = try await client.dynamoDB.describeTable(
            DescribeTableRequest(tableName: "orders")
        ).table
        #expect(table.tableName == "orders")
        #expect(table.tableStatus == .active)
        #expect(table.keySchema.map(\.keyType) == [.hash, .range])
        #expect(table.attributeDefinitions[1].attributeType.rawValue == "X")
        #expect(table.creationDateTime == Instant(microseconds: 1_464_805_270_000_000))
        #expect(table.tableSizeBytes == 1500)
        #expect(table.billingModeSummary?.billingMode == .payPerRequest)
        #expect(
            table.billingModeSummary?.lastUpdateToPayPerRequestDateTime
                == Instant(microseconds: 1_421_866_952_062_000))
        #expect(table.globalSecondaryIndexes[0].indexStatus?.rawValue == "BROKEN_SINCE_2030")
        #expect(table.globalSecondaryIndexes[0].projection?.nonKeyAttributes == ["x"])
        #expect(table.streamSpecification?.streamViewType == .keysOnly)
        #expect(table.latestStreamARN == "arn:s")
        #expect(table.warmThroughput?.readUnitsPerSecond == 12000)
        #expect(table.replicas.isEmpty)
        #expect(table.localSecondaryIndexes.isEmpty)
        #expect(table.sseDescription == nil)
    }

    @Test(
        arguments: [
            ("{}", "Table is missing"), (#"{"Table":null}"#, "Table is missing"),
            (#"{"Table":[]}"#, "Table is not an object"),
            (#"{"Table":{"TableName":"t"}}"#, "Table.TableStatus is missing"),
            (
                #"{"Table":{"TableName":"secret","TableStatus":7}}"#,
                "Table.TableStatus is not a string"
            ),
            (
                #"{"Table":{"TableName":"t","TableStatus":"ACTIVE","ItemCount":1.5}}"#,
                "Table.ItemCount is not an integer"
            ),
            (
                #"{"Table":{"TableName":"t","TableStatus":"ACTIVE","ItemCount":"7"}}"#,
                "Table.ItemCount is not an integer"
            ),
            (
                #"{"Table":{"TableName":"t","TableStatus":"A","CreationDateTime":"now"}}"#,
                "Table.CreationDateTime is not a time"
            ),
            (
                #"{"Table":{"TableName":"t","TableStatus":"A","KeySchema":[{},1]}}"#,
                "Table.KeySchema[0].AttributeName is missing"
            ),
            (
                #"{"Table":{"TableName":"t","TableStatus":"A","KeySchema":[1]}}"#,
                "Table.KeySchema[0] is not an object"
            ),
            ("[]", "not an object"), ("", "byte 0"), ("{", "byte 1"), ("<html>", "byte 0"),
        ])
    func `a malformed reply is told by operation and member`(
        reply: String, words: String
    ) async throws {
        let client = try ScriptedClient(reply)
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.describeTable(DescribeTableRequest(tableName: "t"))
        }
        #expect(error?.code == .badResponse)
        #expect(error?.operation == "DescribeTable")
        #expect(error?.requestID == "REQUEST")
        let detail = try #require(error?.detail)
        #expect(detail.contains(words), "\(detail)")
        #expect(detail.contains("DescribeTable"))
        #expect(!detail.contains("secret"))
    }

    @Test func `every truncation of a description is refused`() async throws {
        let bytes = Array(Self.table.utf8)
        for count in stride(from: 0, to: bytes.count - 1, by: 7) {
            let client = try ScriptedClient(String(decoding: bytes[..<count], as: UTF8.self))
            let error = await #expect(throws: ClientError.self) {
                try await client.dynamoDB.describeTable(DescribeTableRequest(tableName: "t"))
            }
            #expect(error?.code == .badResponse)
        }
    }

    @Test func `exports and backups are described`() async throws {
        let client = try ScriptedClient(
            #"{"ExportDescription":{"ExportArn":"e","ExportStatus":"COMPLETED","StartTime":1.0,"#
                + #""EndTime":2,"ExportManifest":"AWSDynamoDB/1/manifest-summary.json","#
                + #""ExportTime":1767355200.25,"BilledSizeBytes":10,"ItemCount":3,"#
                + #""ExportType":"INCREMENTAL_EXPORT","IncrementalExportSpecification":"#
                + #"{"ExportFromTime":1,"ExportToTime":2,"ExportViewType":"NEW_IMAGE"},"#
                + #""FilterSpecification":{"ExpressionAttributeValues":{":a":{"S":"x"}},"#
                + ##""ExpressionAttributeNames":{"#a":"b"}}}}"##,
            #"{"ExportSummaries":[{"ExportArn":"e","ExportStatus":"IN_PROGRESS"}],"#
                + #""NextToken":"n"}"#,
            #"{"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED","#
                + #""PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"ENABLED","#
                + #""RecoveryPeriodInDays":35,"EarliestRestorableDateTime":1.7673552E9,"#
                + #""LatestRestorableDateTime":1767355200}}}"#)
        let export = try await client.dynamoDB.describeExport(
            DescribeExportRequest(exportARN: "e")
        ).exportDescription
        #expect(export.exportStatus == .completed)
        #expect(export.exportTime == Instant(microseconds: 1_767_355_200_250_000))
        #expect(export.exportType == .incrementalExport)
        #expect(export.incrementalExportSpecification?.exportViewType == .newImage)
        #expect(export.filterSpecification?.expressionAttributeValues == [":a": .string("x")])
        #expect(export.filterSpecification?.expressionAttributeNames == ["#a": "b"])
        let list = try await client.dynamoDB.listExports(ListExportsRequest())
        #expect(list.exportSummaries[0].exportStatus == .inProgress)
        #expect(list.nextToken == "n")
        let backups = try await client.dynamoDB.describeContinuousBackups(
            DescribeContinuousBackupsRequest(tableName: "t")
        ).continuousBackupsDescription
        let recovery = try #require(backups.pointInTimeRecoveryDescription)
        #expect(recovery.earliestRestorableDateTime == recovery.latestRestorableDateTime)
        #expect(client.bodies == [#"{"ExportArn":"e"}"#, "{}", #"{"TableName":"t"}"#])
    }

    @Test func `an export gets a client token once, unless it has one`() async throws {
        let reply = #"{"ExportDescription":{"ExportArn":"e","ExportStatus":"IN_PROGRESS"}}"#
        let client = try ScriptedClient(reply, reply, reply)
        let request = ExportTableToPointInTimeRequest(tableARN: "arn:t", s3Bucket: "b")
        _ = try await client.dynamoDB.exportTableToPointInTime(request)
        _ = try await client.dynamoDB.exportTableToPointInTime(request)
        var own = request
        own.clientToken = "mine"
        _ = try await client.dynamoDB.exportTableToPointInTime(own)
        let tokens = try client.bodies.map { body in
            try #require(body.firstMatch(of: /"ClientToken":"([^"]+)"/)).1
        }
        #expect(Set(tokens).count == 3)
        #expect(tokens[0].count == 36)
        #expect(tokens[2] == "mine")
    }

    /// The samples are in the shape of the SDKs, with times as text; they go over the wire as
    /// numbers.
    @Test(
        .enabled(if: SharedVectors.root != nil, "the vectors are absent"),
        arguments: ["DescribeTable", "CreateTable", "UpdateTable", "DeleteTable", "ListTables"])
    func `samples of botocore are read`(operation: String) async throws {
        let sample = try ReplySample("dynamodb/2012-08-10", operation)
        let client = try ScriptedClient(sample.text)
        let table: TableDescription
        switch operation {
        case "ListTables":
            let names = try await client.dynamoDB.listTables(ListTablesRequest()).tableNames
            #expect(names.count == 4)
            return
        case "DescribeTable":
            table = try await client.dynamoDB.describeTable(.init(tableName: "Music")).table
            #expect(table.creationDateTime == Instant(microseconds: 1_421_866_952_062_000))
        case "CreateTable":
            table =
                try await client.dynamoDB.createTable(.init(tableName: "Music")).tableDescription
        case "UpdateTable":
            table =
                try await client.dynamoDB.updateTable(.init(tableName: "Music")).tableDescription
        default:
            table =
                try await client.dynamoDB.deleteTable(.init(tableName: "Music")).tableDescription
        }
        #expect(table.tableName.hasPrefix("Music"))
        #expect(table.provisionedThroughput?.readCapacityUnits != nil)
    }
}
