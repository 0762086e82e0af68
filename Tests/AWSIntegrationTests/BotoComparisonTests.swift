import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBJSON
import DDBTestSupport
import Testing

/// What ddbkit writes and boto3 reads, and the other way round, through one server.
@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct BotoComparisonTests {
    private let tables: MotoTables

    init() throws {
        tables = try MotoTables()
    }

    @Test func `boto3 reads the items that were written, of every type`() async throws {
        let table = try await tables.makeTable().tableName
        let items = try (0..<30).map { try SampleItems.everything(key: "k\($0)") }
        _ = try await tables.dynamoDB.putItem(
            PutItemRequest(tableName: table, item: WireItem(items[0])))
        try await tables.write(Array(items[1...]), to: table)
        let lines = try boto3("scan", table, tables.moto)
        #expect(lines.count == 30)
        var found: [String: Item] = [:]
        for line in lines {
            let item = try Item(wire: line.span.bytes)
            found[item.text("pk")] = item
        }
        for item in items { #expect(found[item.text("pk")] == item) }
    }

    @Test func `items that boto3 wrote are read, of every type`() async throws {
        let table = try await tables.makeTable().tableName
        let written = try boto3("fill", table, tables.moto).map { try Item(wire: $0.span.bytes) }
        #expect(written.count == 12)
        let found = try await tables.contents(of: table)
        #expect(found.count == written.count)
        for item in written { #expect(found[item.text("pk")] == item) }
    }

    @Test func `boto3 reads the same changes from a stream`() async throws {
        let table = try await tables.makeTable(stream: .newAndOldImages)
        let arn = try #require(table.latestStreamARN)
        let first = try SampleItems.everything(key: "k")
        for item in [first, ["pk": .string("k"), "n": .number(2)]] {
            _ = try await tables.dynamoDB.putItem(
                PutItemRequest(tableName: table.tableName, item: WireItem(item)))
        }
        _ = try await tables.dynamoDB.deleteItem(
            DeleteItemRequest(tableName: table.tableName, key: ["pk": .string("k")]))
        let stream = try await tables.streams.describeStream(
            DescribeStreamRequest(streamARN: arn)
        ).streamDescription
        let place = try await tables.streams.getShardIterator(
            GetShardIteratorRequest(
                streamARN: arn, shardID: try #require(stream.shards.first).shardID,
                shardIteratorType: .trimHorizon))
        let batch = try await tables.streams.getRecords(
            GetRecordsRequest(shardIterator: try #require(place.shardIterator)),
            table: table.tableName
        ).records
        let lines = try boto3("stream", arn, tables.moto).map {
            try JSONValue.parse($0.span.bytes)
        }
        #expect(lines.map { $0["eventName"]?.string } == ["INSERT", "MODIFY", "REMOVE"])
        #expect(lines.count == batch.records.count)
        let image = { (index: Int) in index < 0 ? nil : batch.item(at: index) }
        for (record, line) in zip(batch.records, lines) {
            let theirs = { (name: String) throws -> Item? in
                try line[name].map { value in
                    let bytes = value.bytes
                    return try Item(wire: bytes.span.bytes)
                }
            }
            #expect(image(record.newImage) == (try theirs("NewImage")))
            #expect(image(record.oldImage) == (try theirs("OldImage")))
            #expect(image(record.keys) == (try theirs("Keys")))
        }
    }
}

/// The lines that a script prints which does something with boto3.
func boto3(_ action: String, _ target: String, _ moto: MotoServer) throws -> [[UInt8]] {
    try TestPython.run(
        "boto_calls.py", moto.endpointText, moto.region, moto.administrator.accessKeyID,
        moto.administrator.secretAccessKey, action, target
    ).utf8.split(separator: UInt8(ascii: "\n")).map { Array($0) }
}
