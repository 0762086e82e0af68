import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBTestKit
import Testing

@Suite struct BatchTests {
    @Test func `items of a batch are spliced into a request as they came`() async throws {
        let page = #"{"Items":[{"k":{"S":"\u0061"},"n" : {"N":"1.0"}}]}"#
        let client = try ScriptedClient(page, "{}")
        let items = try await client.dynamoDB.scan(ScanRequest(tableName: "t")).items
        _ = try await client.dynamoDB.batchWriteItem(
            BatchWriteItemRequest(
                requestItems: [
                    "t": [.put(WireItem(of: items, at: items.records[0].newImage))]
                ]))
        #expect(
            client.bodies[1]
                == #"{"RequestItems":{"t":[{"PutRequest":{"Item":"#
                + #"{"k":{"S":"\u0061"},"n" : {"N":"1.0"}}}}]}}"#)
    }

    @Test func `what was not processed can be sent again unchanged`() async throws {
        let rest =
            #"{"a":[{"PutRequest":{"Item":{"k":{"S":"\u0061"},"n":{"N":"1.0"}}}},"#
            + #"{"DeleteRequest":{"Key":{"k":{"S":"b"}}}}],"b":[{"DeleteRequest":{"Key":{}}}]}"#
        let client = try ScriptedClient(
            #"{"UnprocessedItems":\#(rest),"ItemCollectionMetrics":{"a":[{"ItemCollectionKey":"#
                + #"{"k":{"S":"a"}},"SizeEstimateRangeGB":[1.5,2]}]},"#
                + #""ConsumedCapacity":[{"TableName":"a","CapacityUnits":6}]}"#,
            "{}")
        let first = try await client.dynamoDB.batchWriteItem(
            BatchWriteItemRequest(requestItems: ["x": [.put(["k": .string("z")])]]))
        #expect(first.consumedCapacity.map(\.capacityUnits) == [6])
        #expect(first.itemCollectionMetrics["a"]?[0].sizeEstimateRangeGB == [1.5, 2])
        #expect(first.unprocessedItems["a"]?.map(\.byteCount) == [36, 15])
        _ = try await client.dynamoDB.batchWriteItem(
            BatchWriteItemRequest(requestItems: first.unprocessedItems))
        #expect(client.bodies[1] == "{\"RequestItems\":\(rest)}")
    }

    @Test func `keys that were not processed can be asked for again`() async throws {
        let rest =
            #"{"a":{"Keys":[{"k":{"S":"1"}},{"k":{"B":"AA=="}}],"ConsistentRead":true,"#
            + #""ProjectionExpression":"#
            + ##""#x","ExpressionAttributeNames":{"#x":"x"}}}"##
        let client = try ScriptedClient(
            #"{"Responses":{"a":[{"k":{"S":"0"}}]},"UnprocessedKeys":\#(rest)}"#,
            #"{"Responses":{}}"#)
        let keys = KeysAndAttributes(keys: [["k": .string("0")]])
        let first = try await client.dynamoDB.batchGetItem(
            BatchGetItemRequest(requestItems: ["a": keys]))
        #expect(first.items.records.count == 1)
        #expect(first.items.tables == ["a"])
        let again = BatchGetItemRequest(requestItems: first.unprocessedKeys)
        let second = try await client.dynamoDB.batchGetItem(again)
        #expect(client.bodies[1] == "{\"RequestItems\":\(rest)}")
        #expect(second.items.records.isEmpty)
        #expect(second.unprocessedKeys.isEmpty)
    }

    @Test func `a reply may be larger than what its items count for`() async throws {
        let text = String(repeating: #"\n"#, count: 400_000)
        let items = Array(repeating: #"{"k":{"S":"\#(text)"}}"#, count: 22).joined(separator: ",")
        let client = try ScriptedClient(#"{"Responses":{"t":[\#(items)]}}"#)
        let keys = KeysAndAttributes(keys: [["k": .string("0")]])
        let reply = try await client.dynamoDB.batchGetItem(
            BatchGetItemRequest(requestItems: ["t": keys]))
        #expect(reply.items.byteCount > 16 << 20)
        #expect(reply.items.records.count == 22)
    }

    @Test(arguments: [0, 26, 100])
    func `a batch of no write or too many is not sent`(count: Int) async throws {
        let client = try ScriptedClient()
        let writes = (0..<count).map { WriteRequest.delete(key: ["k": .string("\($0)")]) }
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.batchWriteItem(
                BatchWriteItemRequest(
                    requestItems: ["a": Array(writes.prefix(1)), "b": Array(writes.dropFirst())]))
        }
        #expect(error?.code == .invalidCall)
        #expect(error?.delivery == .notSent)
        #expect(error?.detail?.contains("25") == true)
        #expect(client.transport.exchanges.isEmpty)
    }

    @Test(arguments: [0, 101])
    func `no key or too many are not asked for`(count: Int) async throws {
        let client = try ScriptedClient()
        let keys = (0..<count).map { index -> WireItem in ["k": .string("\(index)")] }
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.batchGetItem(
                BatchGetItemRequest(requestItems: ["a": KeysAndAttributes(keys: keys)]))
        }
        #expect(error?.code == .invalidCall)
        #expect(client.transport.exchanges.isEmpty)
    }

    @Test func `more than 16 MiB are not sent`() async throws {
        let client = try ScriptedClient("{}")
        let big = Item(dictionaryLiteral: ("k", .string(String(repeating: "x", count: 700_000))))
        let item = WireItem(big)
        func request(_ count: Int) -> BatchWriteItemRequest {
            BatchWriteItemRequest(requestItems: ["t": (0..<count).map { _ in .put(item) }])
        }
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.batchWriteItem(request(24))
        }
        #expect(error?.code == .invalidCall)
        #expect(client.transport.exchanges.isEmpty)
        _ = try await client.dynamoDB.batchWriteItem(request(23))
    }

    @Test(arguments: [
        #"{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"k":{"S":1}}}}]}}"#,
        #"{"UnprocessedItems":{"t":[{}]}}"#, #"{"UnprocessedItems":[]}"#, "",
    ])
    func `a reply whose writes cannot be read loses none of them silently`(
        reply: String
    ) async throws {
        let client = try ScriptedClient(reply)
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.batchWriteItem(
                BatchWriteItemRequest(requestItems: ["t": [.put(["k": .string("1")])]]))
        }
        #expect(error?.code == .badResponse)
        #expect(error?.delivery == .unknown)
    }

    @Test func `a transaction gets a token once, unless it has one`() async throws {
        let client = try ScriptedClient("{}", "{}")
        let delete = TransactWriteItem.delete(
            TransactDelete(key: ["k": .string("1")], tableName: "t"))
        _ = try await client.dynamoDB.transactWriteItems(
            TransactWriteItemsRequest(transactItems: [delete]))
        _ = try await client.dynamoDB.transactWriteItems(
            TransactWriteItemsRequest(transactItems: [delete], clientRequestToken: "mine"))
        #expect(
            try #require(client.bodies[0].firstMatch(of: /"ClientRequestToken":"([^"]+)"/))
                .1.count == 36)
        #expect(client.bodies[1].contains(#""ClientRequestToken":"mine""#))
    }

    @Test func `attempts of one transaction carry one token`() async throws {
        let client = try ScriptedClient(steps: [
            .refusal("TransactionInProgressException"), .reply("{}"),
        ])
        let call = Task {
            try await client.dynamoDB.transactWriteItems(
                TransactWriteItemsRequest(transactItems: [
                    .delete(TransactDelete(key: ["k": .string("1")], tableName: "t"))
                ]))
        }
        await client.time.sleepers(atLeast: 1)
        client.time.advance(by: .seconds(60))
        _ = try await call.value
        #expect(client.bodies.count == 2)
        #expect(client.bodies[0] == client.bodies[1])
    }

    @Test(arguments: [0, 101])
    func `a transaction of no write or too many is not sent`(count: Int) async throws {
        let client = try ScriptedClient()
        let write = TransactWriteItem.delete(
            TransactDelete(key: ["k": .string("1")], tableName: "t"))
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.transactWriteItems(
                TransactWriteItemsRequest(
                    transactItems: Array(repeating: write, count: count)))
        }
        #expect(error?.code == .invalidCall)
        #expect(client.transport.exchanges.isEmpty)
    }
}
