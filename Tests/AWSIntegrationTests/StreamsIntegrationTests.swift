import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBTestSupport
import Testing

@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct StreamsIntegrationTests {
    private let tables: MotoTables
    private var streams: DynamoDBStreamsClient { tables.streams }

    init() throws {
        tables = try MotoTables()
    }

    /// Puts, replaces and deletes one item.
    private func change(_ table: String) async throws -> (first: Item, second: Item) {
        let first = try SampleItems.everything(key: "k")
        let second: Item = ["pk": .string("k"), "n": .number(2)]
        _ = try await tables.dynamoDB.putItem(
            PutItemRequest(tableName: table, item: WireItem(first)))
        _ = try await tables.dynamoDB.putItem(
            PutItemRequest(tableName: table, item: WireItem(second)))
        _ = try await tables.dynamoDB.deleteItem(
            DeleteItemRequest(tableName: table, key: ["pk": .string("k")]))
        return (first, second)
    }

    private func iterator(
        _ stream: StreamDescription, _ type: ShardIteratorType, at sequenceNumber: String? = nil
    ) async throws -> String {
        let shard = try #require(stream.shards.first)
        let reply = try await streams.getShardIterator(
            GetShardIteratorRequest(
                streamARN: stream.streamARN, shardID: shard.shardID, shardIteratorType: type,
                sequenceNumber: sequenceNumber))
        return try #require(reply.shardIterator)
    }

    private func describe(_ arn: String) async throws -> StreamDescription {
        try await streams.describeStream(DescribeStreamRequest(streamARN: arn)).streamDescription
    }

    private func image(_ index: Int, of batch: ItemBatch) -> Item? {
        index < 0 ? nil : batch.item(at: index)
    }

    private func sequence(_ record: ItemRecord, of batch: ItemBatch) -> String {
        let bytes = batch.bytes
        return String(
            decoding: record.order.sequenceRange.map {
                bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
            }, as: UTF8.self)
    }

    @Test func `a stream is listed and described`() async throws {
        let table = try await tables.makeTable(stream: .newAndOldImages)
        let arn = try #require(table.latestStreamARN)
        var listed: [StreamSummary] = []
        let pages = streams.listStreamsPages(ListStreamsRequest(tableName: table.tableName))
        for try await page in pages { listed += page.streams }
        #expect(listed.map(\.streamARN) == [arn])
        #expect(listed.map(\.tableName) == [table.tableName])
        let stream = try await describe(arn)
        #expect(stream.streamStatus == .enabled)
        #expect(stream.streamViewType == .newAndOldImages)
        #expect(stream.tableName == table.tableName)
        #expect(stream.keySchema.map(\.attributeName) == ["pk"])
        #expect(stream.streamLabel == table.latestStreamLabel)
        #expect(stream.shards.count == 1)
        #expect(stream.shards.first?.sequenceNumberRange?.startingSequenceNumber != nil)
    }

    static let views: [StreamViewType] = [.newAndOldImages, .newImage, .oldImage, .keysOnly]

    @Test(arguments: views)
    func `records have the images of their view, in order`(view: StreamViewType) async throws {
        let table = try await tables.makeTable(stream: view)
        let begin = SystemTimeSource().now
        let (first, second) = try await change(table.tableName)
        let stream = try await describe(try #require(table.latestStreamARN))
        let reply = try await streams.getRecords(
            GetRecordsRequest(shardIterator: try await iterator(stream, .trimHorizon)),
            table: table.tableName, epoch: 3)
        let batch = reply.records
        #expect(reply.nextShardIterator != nil)
        #expect(batch.records.map(\.operation) == [.put, .put, .delete])
        #expect(batch.tables == [table.tableName])
        let hasNew = view == .newAndOldImages || view == .newImage
        let hasOld = view == .newAndOldImages || view == .oldImage
        let news = batch.records.map { image($0.newImage, of: batch) }
        #expect(news == (hasNew ? [first, second, nil] : [nil, nil, nil]))
        let olds = batch.records.map { image($0.oldImage, of: batch) }
        #expect(olds == (hasOld ? [nil, first, second] : [nil, nil, nil]))
        for record in batch.records {
            #expect(image(record.keys, of: batch) == ["pk": .string("k")])
            #expect(record.origin == .stream)
            #expect(record.cause == .user)
            #expect(record.order.epoch == 3)
            let time = try #require(record.eventTime)
            #expect(time > begin.advanced(byMicroseconds: -2_000_000))
            #expect(time < SystemTimeSource().now.advanced(byMicroseconds: 2_000_000))
        }
        let orders = batch.records.map(\.order)
        #expect(batch.compareOrder(orders[0], orders[1]) < 0)
        #expect(batch.compareOrder(orders[1], orders[2]) < 0)
    }

    @Test func `iterators of all four types begin where they say`() async throws {
        let table = try await tables.makeTable(stream: .keysOnly)
        let name = table.tableName
        _ = try await change(name)
        let stream = try await describe(try #require(table.latestStreamARN))
        let all = try await streams.getRecords(
            GetRecordsRequest(shardIterator: try await iterator(stream, .trimHorizon)), table: name
        ).records
        let numbers = all.records.map { sequence($0, of: all) }
        #expect(numbers.count == 3)
        for (type, rest) in [
            (ShardIteratorType.atSequenceNumber, numbers[1...]),
            (.afterSequenceNumber, numbers[2...]),
        ] {
            let found = try await streams.getRecords(
                GetRecordsRequest(
                    shardIterator: try await iterator(stream, type, at: numbers[1])), table: name
            ).records
            #expect(found.records.map { sequence($0, of: found) } == Array(rest))
        }
        let latest = try await streams.getRecords(
            GetRecordsRequest(shardIterator: try await iterator(stream, .latest)), table: name)
        #expect(latest.records.records.isEmpty)
        _ = try await tables.dynamoDB.putItem(
            PutItemRequest(tableName: name, item: ["pk": .string("late")]))
        let late = try await streams.getRecords(
            GetRecordsRequest(shardIterator: try #require(latest.nextShardIterator)), table: name
        ).records
        #expect(late.records.map { image($0.keys, of: late) } == [["pk": .string("late")]])
    }

    @Test func `a limit makes pages`() async throws {
        let table = try await tables.makeTable(stream: .newImage)
        try await tables.write((0..<10).map { ["pk": .string("k\($0)")] }, to: table.tableName)
        let stream = try await describe(try #require(table.latestStreamARN))
        var next: String? = try await iterator(stream, .trimHorizon)
        var found: [String] = []
        for _ in 0..<6 {
            guard let iterator = next else { break }
            let reply = try await streams.getRecords(
                GetRecordsRequest(shardIterator: iterator, limit: 4), table: table.tableName)
            #expect(reply.records.records.count <= 4)
            found += reply.records.allItems.map { $0.text("pk") }
            next = reply.nextShardIterator
        }
        #expect(Set(found) == Set((0..<10).map { "k\($0)" }))
        #expect(found.count == 10)
    }
}
