import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBTestKit
import DDBTestSupport
import Testing

@Suite struct ItemReplyTests {
    static let page = #"""
        {"Count":2,"Items":[{"pk":{"S":"a"}},{"pk":{"S":"b"},"n":{"N":"1.50"}}],
        "LastEvaluatedKey":{"pk" : {"S":"\u0062"}},"ScannedCount":3,"ConsumedCapacity":
        {"TableName":"orders","CapacityUnits":0.5,"Table":{"CapacityUnits":5E-1},
        "GlobalSecondaryIndexes":{"g":{"CapacityUnits":2}}}}
        """#

    @Test func `a page of a scan is a batch`() async throws {
        let client = try ScriptedClient(Self.page)
        let request = ScanRequest(tableName: "arn:aws:dynamodb:eu-west-1:1:table/orders/index/x")
        let reply = try await client.dynamoDB.scan(request)
        let items = reply.items
        #expect(items.records.map { items.item(at: $0.newImage).names } == [["pk"], ["pk", "n"]])
        #expect(items.records.allSatisfy { $0.origin == .scan && $0.operation == .put })
        #expect(items.tables == ["orders"])
        #expect(reply.count == 2)
        #expect(reply.scannedCount == 3)
        #expect(reply.consumedCapacity?.capacityUnits == 0.5)
        #expect(reply.consumedCapacity?.table?.capacityUnits == 0.5)
        #expect(reply.consumedCapacity?.globalSecondaryIndexes["g"]?.capacityUnits == 2)
        #expect(reply.lastEvaluatedKey?.wire == Array(#"{"pk" : {"S":"\u0062"}}"#.utf8))
    }

    @Test func `a key to begin at goes back byte for byte`() async throws {
        let last = #"{"Count":0,"Items":[],"ScannedCount":0}"#
        let client = try ScriptedClient(Self.page, last)
        var counts: [Int] = []
        for try await page in client.dynamoDB.scanPages(
            ScanRequest(tableName: "orders", totalSegments: 2, segment: 1))
        {
            counts.append(page.items.records.count)
        }
        #expect(counts == [2, 0])
        #expect(
            client.bodies == [
                #"{"TableName":"orders","TotalSegments":2,"Segment":1}"#,
                #"{"TableName":"orders","ExclusiveStartKey":{"pk" : {"S":"\u0062"}},"#
                    + #""TotalSegments":2,"Segment":1}"#,
            ])
    }

    @Test func `an empty page with a key is not the last`() async throws {
        let empty = #"{"Count":0,"Items":[],"LastEvaluatedKey":{"pk":{"S":"x"}}}"#
        let client = try ScriptedClient(empty, Self.page, #"{"Count":0,"Items":[]}"#)
        var pageCount = 0
        for try await _ in client.dynamoDB.queryPages(QueryRequest(tableName: "t")) {
            pageCount += 1
        }
        #expect(pageCount == 3)
    }

    @Test func `a scan that stands still is an error`() async throws {
        let page = #"{"Items":[],"LastEvaluatedKey":{"pk":{"S":"x"}}}"#
        let client = try ScriptedClient(page, page, page)
        let error = await #expect(throws: ClientError.self) {
            for try await _ in client.dynamoDB.scanPages(ScanRequest(tableName: "t")) {}
        }
        #expect(error?.code == .badResponse)
        #expect(client.transport.remainingStepCount == 1)
    }

    @Test(
        arguments: [
            (#"{"Items":[{"a":{"S":"hidden"}},{"a":{"S":1}}]}"#, "Items[1].a"),
            (#"{"Items":[],"LastEvaluatedKey":{"a":{"S":["hidden"]}}}"#, "LastEvaluatedKey"),
            (#"{"Items":[],"Count":"2"}"#, "Count is not an integer"),
            (#"{"Items":[],"ConsumedCapacity":{"CapacityUnits":true}}"#, "CapacityUnits"),
            (#"{"Items":[]"#, "ends"), (#"{"Count":0}"#, "Items is missing"),
        ])
    func `a malformed page is told by its place`(reply: String, words: String) async throws {
        let client = try ScriptedClient(reply)
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.scan(ScanRequest(tableName: "t"))
        }
        #expect(error?.code == .badResponse)
        let detail = try #require(error?.detail)
        #expect(detail.contains("Scan"))
        #expect(detail.contains(words), "\(detail)")
        #expect(!detail.contains("hidden"))
    }

    @Test func `a count has no items`() async throws {
        let client = try ScriptedClient(#"{"Count":7,"ScannedCount":9}"#)
        let reply = try await client.dynamoDB.scan(ScanRequest(tableName: "t", select: .count))
        #expect(reply.count == 7)
        #expect(reply.scannedCount == 9)
        #expect(reply.items.records.isEmpty)
    }

    @Test func `a reply without its list is refused, for it may have been lost`() async throws {
        let client = try ScriptedClient("{}", "{}", "{}")
        let keys = KeysAndAttributes(keys: [["k": .string("a")]])
        let batch = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.batchGetItem(.init(requestItems: ["t": keys]))
        }
        #expect(batch?.detail?.contains("Responses is missing") == true)
        let records = await #expect(throws: ClientError.self) {
            try await client.streams.getRecords(GetRecordsRequest(shardIterator: "i"))
        }
        #expect(records?.detail?.contains("Records is missing") == true)
        let query = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.query(QueryRequest(tableName: "t"))
        }
        #expect(query?.detail?.contains("Items is missing") == true)
    }

    @Test func `an item is there or not`() async throws {
        let client = try ScriptedClient(#"{"Item":{"pk":{"S":"a"}}}"#, "{}")
        let request = GetItemRequest(tableName: "t", key: ["pk": .string("a")])
        #expect(try await client.dynamoDB.getItem(request).item == ["pk": .string("a")])
        let none = try await client.dynamoDB.getItem(request)
        #expect(none.item == nil)
        #expect(none.batch.records.isEmpty)
    }

    @Test func `writes return attributes and metrics where they are asked for`() async throws {
        let reply =
            #"{"Attributes":{"n":{"N":"2"}},"ConsumedCapacity":{"CapacityUnits":1.0},"#
            + #""ItemCollectionMetrics":{"ItemCollectionKey":{"pk":{"S":"a"}},"#
            + #""SizeEstimateRangeGB":[0.0,1]}}"#
        let client = try ScriptedClient(reply, reply, reply, "{}")
        let key: WireItem = ["pk": .string("a")]
        let expected: Item = ["n": .number(try DecimalNumber("2"))]
        let put = try await client.dynamoDB.putItem(PutItemRequest(tableName: "t", item: key))
        #expect(put.attributes == expected)
        #expect(put.itemCollectionMetrics?.sizeEstimateRangeGB == [0, 1])
        #expect(put.itemCollectionMetrics?.itemCollectionKey == key)
        #expect(put.consumedCapacity?.capacityUnits == 1)
        let update = try await client.dynamoDB.updateItem(
            UpdateItemRequest(tableName: "t", key: key))
        #expect(update.attributes == expected)
        let delete = try await client.dynamoDB.deleteItem(
            DeleteItemRequest(tableName: "t", key: key))
        #expect(delete.attributes == expected)
        let none = try await client.dynamoDB.deleteItem(
            DeleteItemRequest(tableName: "t", key: key))
        #expect(none.attributes == nil)
    }

    @Test func `a statement gives items`() async throws {
        let client = try ScriptedClient(
            #"{"Items":[{"a":{"S":"x"}}],"NextToken":"n","LastEvaluatedKey":{"a":{"S":"x"}}}"#)
        let reply = try await client.dynamoDB.executeStatement(
            ExecuteStatementRequest(statement: "SELECT * FROM t"), table: "t")
        #expect(reply.items.item(at: reply.items.records[0].newImage) == ["a": .string("x")])
        #expect(reply.items.tables == ["t"])
        #expect(reply.nextToken == "n")
        #expect(reply.lastEvaluatedKey == ["a": .string("x")])
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, "the vectors are absent"),
        arguments: [
            ("Scan", 2), ("Query", 1), ("GetItem", 1), ("BatchGetItem", 3), ("UpdateItem", 1),
            ("PutItem", 0), ("DeleteItem", 0), ("BatchWriteItem", 0),
        ])
    func `samples of botocore are read`(operation: String, itemCount: Int) async throws {
        let client = try ScriptedClient(try ReplySample("dynamodb/2012-08-10", operation).text)
        let dynamoDB = client.dynamoDB
        let key: WireItem = ["k": .string("a")]
        let batch: ItemBatch
        switch operation {
        case "Scan": batch = try await dynamoDB.scan(.init(tableName: "t")).items
        case "Query": batch = try await dynamoDB.query(.init(tableName: "t")).items
        case "GetItem": batch = try await dynamoDB.getItem(.init(tableName: "t", key: key)).batch
        case "BatchGetItem":
            batch =
                try await dynamoDB.batchGetItem(
                    .init(requestItems: ["t": KeysAndAttributes(keys: [key])])
                ).items
            #expect(batch.tables == ["Music"])
        case "UpdateItem":
            batch = try await dynamoDB.updateItem(.init(tableName: "t", key: key)).batch
        case "PutItem": batch = try await dynamoDB.putItem(.init(tableName: "t", item: key)).batch
        case "DeleteItem":
            batch = try await dynamoDB.deleteItem(.init(tableName: "t", key: key)).batch
        default:
            let reply = try await dynamoDB.batchWriteItem(
                .init(requestItems: ["t": [.delete(key: key)]]))
            #expect(reply.unprocessedItems.isEmpty)
            return
        }
        #expect(batch.records.count == itemCount)
    }
}
