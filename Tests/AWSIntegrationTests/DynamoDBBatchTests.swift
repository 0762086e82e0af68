import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBTestSupport
import Testing

@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct DynamoDBBatchTests {
    private let tables: MotoTables
    private var client: DynamoDBClient { tables.dynamoDB }

    init() throws {
        tables = try MotoTables()
    }

    @Test func `items of a scan are written to another table by their own bytes`() async throws {
        let source = try await tables.makeTable().tableName
        let target = try await tables.makeTable()
        let items = try (0..<20).map { try SampleItems.everything(key: "k\($0)") }
        try await tables.write(items, to: source)
        for try await page in client.scanPages(ScanRequest(tableName: source, limit: 6)) {
            let writes = page.items.records.map {
                WriteRequest.put(WireItem(of: page.items, at: $0.newImage))
            }
            if writes.isEmpty { continue }
            // By its ARN, and with a delete of what is not there.
            let reply = try await client.batchWriteItem(
                BatchWriteItemRequest(
                    requestItems: [
                        try #require(target.tableARN): writes,
                        source: [.delete(key: ["pk": .string("none")])],
                    ], returnConsumedCapacity: .total))
            #expect(reply.unprocessedItems.isEmpty)
            #expect(reply.consumedCapacity.isEmpty == false)
        }
        let found = try await tables.contents(of: target.tableName)
        #expect(found.count == 20)
        for item in items { #expect(found[item.text("pk")] == item) }
    }

    @Test func `a batch of more than 25 is refused before it is sent`() async throws {
        let table = try await tables.makeTable().tableName
        do {
            _ = try await client.batchWriteItem(
                BatchWriteItemRequest(
                    requestItems: [table: (0..<26).map { .delete(key: ["pk": .string("\($0)")]) }]))
            Issue.record("nothing was thrown")
        } catch let error as ClientError {
            #expect(error.code == .invalidCall)
            #expect(error.delivery == .notSent)
        }
    }

    @Test func `keys over 16 MB are left for the next call`() async throws {
        let table = try await tables.makeTable().tableName
        let text = String(repeating: "y", count: 390_000)
        let keys = (0..<45).map { "k\($0)" }
        for group in [keys.prefix(25), keys.dropFirst(25)] {
            let reply = try await client.batchWriteItem(
                BatchWriteItemRequest(
                    requestItems: [
                        table: group.map { .put(["pk": .string($0), "text": .string(text)]) }
                    ]))
            #expect(reply.unprocessedItems.isEmpty)
        }
        var rest = [
            table: KeysAndAttributes(
                keys: (keys + ["none"]).map { ["pk": .string($0)] }, projectionExpression: "pk, #t",
                expressionAttributeNames: ["#t": "text"])
        ]
        var found: [String] = []
        var callCount = 0
        while !rest.isEmpty, callCount < 5 {
            let reply = try await client.batchGetItem(
                BatchGetItemRequest(requestItems: rest, returnConsumedCapacity: .total))
            callCount += 1
            for record in reply.items.records {
                #expect(reply.items.tables[record.table] == table)
                let item = reply.items.item(at: record.newImage)
                #expect(item.text("text") == text)
                found.append(item.text("pk"))
            }
            // What moto leaves has lost its projection, which is no harm here.
            rest = reply.unprocessedKeys
        }
        #expect(found.sorted() == keys.sorted())
        #expect(callCount == 2)
    }

    @Test func `a transaction happens whole`() async throws {
        let table = try await tables.makeTable().tableName
        try await tables.write(
            ["a", "b", "c"].map { ["pk": .string($0), "n": .number(1)] }, to: table)
        _ = try await client.transactWriteItems(
            TransactWriteItemsRequest(transactItems: [
                .conditionCheck(
                    TransactConditionCheck(
                        key: ["pk": .string("a")], tableName: table, conditionExpression: "n = :n",
                        expressionAttributeValues: [":n": .number(1)])),
                .update(
                    TransactUpdate(
                        key: ["pk": .string("b")], updateExpression: "SET n = :n",
                        tableName: table, expressionAttributeValues: [":n": .number(5)])),
                .delete(TransactDelete(key: ["pk": .string("c")], tableName: table)),
                .put(TransactPut(item: ["pk": .string("d")], tableName: table)),
            ]))
        let found = try await tables.contents(of: table)
        #expect(found.keys.sorted() == ["a", "b", "d"])
        #expect(found["b"]?["n"] == .number(5))
    }

    @Test func `a transaction that is cancelled tells why, action by action`() async throws {
        let table = try await tables.makeTable().tableName
        let held: Item = ["pk": .string("a"), "n": .string("a private value")]
        try await tables.write([held], to: table)
        do {
            _ = try await client.transactWriteItems(
                TransactWriteItemsRequest(transactItems: [
                    .put(TransactPut(item: ["pk": .string("new")], tableName: table)),
                    .put(
                        TransactPut(
                            item: ["pk": .string("a")], tableName: table,
                            conditionExpression: "attribute_not_exists(pk)",
                            returnValuesOnConditionCheckFailure: .allOld)),
                ]))
            Issue.record("nothing was thrown")
        } catch let error as ClientError {
            #expect(error.code == .transactionCanceled)
            #expect(error.cancellationReasons.map(\.code) == ["None", "ConditionalCheckFailed"])
            let item = try error.cancellationReasons.last?.item.map {
                try Item(wire: $0.span.bytes)
            }
            #expect(item == held)
            #expect(error.delivery == .refused)
            #expect(error.attempts == 1)
            #expect(error.message.contains("ConditionalCheckFailed (1)"))
            #expect(!"\(error)".contains("private"))
        }
        #expect(try await tables.contents(of: table).keys.sorted() == ["a"])
    }
}
