import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBHTTP
import DDBTestKit
import Testing

@Suite struct SplicedBatchWriteTests {
    private let put0 =
        #"{"PutRequest":{"Item":{"p":{"S":"\u0061"}, "s" : {"N":"1.0"},"x":{"B":"//8="  }}}}"#
    private let put1 = #"{"PutRequest":{"Item":{"s":{"N":"2"},"p":{"S":"a"}}}}"#
    private let delete2 = #"{"DeleteRequest":{"Key":{"p":{"S":"a"},"s":{"N":"+3e1"}}}}"#

    private func text(_ request: SplicedBatchWrite) -> String {
        String(decoding: request.body, as: UTF8.self)
    }

    // MARK: bodies

    @Test func `puts are the items' bytes, and deletes the key attributes alone`() throws {
        let request = try SplicedItems.three().request()
        #expect(
            text(request)
                == #"{"RequestItems":{"t":[\#(put0),\#(put1),\#(delete2)]},"#
                + #""ReturnConsumedCapacity":"TOTAL"}"#)
        #expect(request.entries.map(\.operation) == [.put, .put, .delete])
        #expect(request.entries.map(\.itemByteCount) == [8, 5, 5])
        #expect(
            String(decoding: request.image(of: 1), as: UTF8.self)
                == #"{"s":{"N":"2"},"p":{"S":"a"}}"#)
        #expect(
            String(decoding: request.image(of: 2), as: UTF8.self)
                == #"{"p":{"S":"a"},"s":{"N":"+3e1"}}"#)
        #expect("\(request)" == "SplicedBatchWrite(t, 3 entries)")
    }

    @Test func `some of the entries make a request of their own`() throws {
        let items = try SplicedItems.three()
        let rest = items.request().subset([2, 0])
        #expect(
            text(rest)
                == #"{"RequestItems":{"t":[\#(delete2),\#(put0)]},"#
                + #""ReturnConsumedCapacity":"TOTAL"}"#
        )
        #expect(rest.entries.map(\.digest) == [items.writes[2].digest, items.writes[0].digest])
        var writer = SplicedBatchWriter(
            table: "t", identifier: items.identifier, returnConsumedCapacity: .none)
        #expect(writer.append(1, of: rest) == .appended)
        #expect(writer.append(items.writes[0], of: items.batch) == .duplicate)
        #expect(writer.append(items.writes[1], of: items.batch) == .appended)
        #expect(text(writer.take()) == #"{"RequestItems":{"t":[\#(put0),\#(put1)]}}"#)
    }

    @Test func `a request takes 25 writes, and each key once`() throws {
        let items = try SplicedItems(
            (0..<26).map { #"{"p":{"S":"a"},"s":{"N":"\#($0)"}}"# } + [
                #"-{"p":{"S":"a"},"s":{"N":"1e0"}}"#
            ])
        var writer = SplicedBatchWriter(table: "t", identifier: items.identifier)
        for write in items.writes.prefix(25) {
            #expect(writer.append(write, of: items.batch) == .appended)
        }
        #expect(writer.append(items.writes[26], of: items.batch) == .duplicate)
        let before = writer.byteCount
        #expect(writer.append(items.writes[25], of: items.batch) == .full)
        #expect(writer.byteCount == before && writer.count == 25)
        let first = writer.take()
        #expect(first.entries.count == 25 && first.body.count == before)
        #expect(writer.append(items.writes[25], of: items.batch) == .appended)
        #expect(writer.append(items.writes[26], of: items.batch) == .appended)
        #expect(writer.take().entries.map(\.operation) == [.put, .delete])
    }

    @Test func `a body is never larger than its limit`() throws {
        let text = String(repeating: "x", count: 300)
        let items = try SplicedItems((0..<5).map { #"{"p":{"S":"\#(text)"},"s":{"N":"\#($0)"}}"# })
        let whole = items.request()
        for bytesMax in [whole.body.count - 1, whole.body.count, whole.body.count + 1] {
            var writer = SplicedBatchWriter(
                table: "t", identifier: items.identifier, bytesMax: bytesMax)
            let outcomes = items.writes.map { writer.append($0, of: items.batch) }
            #expect(outcomes.last == (bytesMax < whole.body.count ? .full : .appended))
            #expect(writer.take().body.count <= bytesMax)
        }
        var writer = SplicedBatchWriter(table: "t", identifier: items.identifier, bytesMax: 300)
        #expect(writer.append(items.writes[0], of: items.batch) == .tooLarge)
        #expect(writer.count == 0)
    }

    // MARK: calls

    @Test func `what was not processed is told by its place, however its numbers are written`()
        async throws
    {
        let client = try ScriptedClient(
            #"{"UnprocessedItems":{"t":[{"DeleteRequest":{"Key":{"s":{"N":"30"},"p":{"S":"a"}}}},"#
                + #"{"PutRequest":{"Item":{"s":{"N":"1"},"x":{"B":"//8="},"p":{"S":"a"}}}}]},"#
                + #""ConsumedCapacity":[{"TableName":"t","CapacityUnits":1.0}]}"#)
        let request = try SplicedItems.three().request()
        let reply = try await client.dynamoDB.batchWriteItem(spliced: request)
        #expect(reply.unprocessed == [0, 2])
        #expect(reply.consumedCapacity.map(\.capacityUnits) == [1])
        #expect(client.bodies == [text(request)])
        let head = client.transport.exchanges[0].request.headers
        #expect(head["x-amz-target"] == "DynamoDB_20120810.BatchWriteItem")
        #expect(head["authorization"] != nil)
        #expect(head["amz-sdk-request"] == "attempt=1; max=1")
    }

    @Test func `a table may be called by its ARN`() async throws {
        let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/t"
        for name in [arn, "t"] {
            let client = try ScriptedClient(
                #"{"UnprocessedItems":{"\#(name)":[\#(put1)]}}"#)
            let reply = try await client.dynamoDB.batchWriteItem(
                spliced: try SplicedItems.three().request(table: arn))
            #expect(reply.unprocessed == [1])
        }
    }

    @Test func `a throttled call is tried once, and tells why`() async throws {
        let refusal =
            #"{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"m","#
            + #""throttlingReasons":[{"reason":"TableWriteKeyRangeThroughputExceeded","#
            + #""resource":"arn:t"}]}"#
        let client = try ScriptedClient(steps: [.reply(refusal, status: 400)])
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.batchWriteItem(spliced: try SplicedItems.three().request())
        }
        #expect(error?.code == .throttling)
        #expect(error?.category == .throttling)
        #expect(error?.throttlingReasons.map(\.isKeyRange) == [true])
        #expect(error?.delivery == .refused)
        #expect(client.transport.exchanges.count == 1)
    }

    @Test func `the client tries again where it is told to, and signs unless it is told not to`()
        async throws
    {
        let client = try ScriptedClient(steps: [
            .refusal("ProvisionedThroughputExceededException"), .reply(#"{"UnprocessedItems":{}}"#),
        ])
        var settings = client.settings
        settings.retry.backoffMax = .zero
        let dynamoDB = DynamoDBClient(settings: settings, components: client.components)
        let reply = try await dynamoDB.batchWriteItem(
            spliced: try SplicedItems.three().request(),
            options: SendOptions(attemptsMax: 2, isSigned: false))
        #expect(reply.unprocessed == [])
        #expect(client.transport.exchanges.count == 2)
        #expect(client.transport.exchanges[0].request.headers["authorization"] == nil)
    }

    // MARK: replies that are wrong

    @Test(arguments: [
        #"{}"#, #"{"UnprocessedItems":null}"#, #"{"UnprocessedItems":[]}"#, "",
        // Another table, another key, another operation, no key, twice.
        #"{"UnprocessedItems":{"u":[{"PutRequest":{"Item":{"s":{"N":"2"},"p":{"S":"a"}}}}]}}"#,
        #"{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"s":{"N":"9"},"p":{"S":"a"}}}}]}}"#,
        #"{"UnprocessedItems":{"t":[{"DeleteRequest":{"Key":{"s":{"N":"2"},"p":{"S":"a"}}}}]}}"#,
        #"{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"p":{"S":"a"}}}}]}}"#,
        #"{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"s":{"N":"2"},"p":{"S":"a"}}}},"#
            + #"{"PutRequest":{"Item":{"p":{"S":"a"},"s":{"N":"2.0"}}}}]}}"#,
    ])
    func `a reply that does not fit its request is an error`(reply: String) async throws {
        let client = try ScriptedClient(reply)
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.batchWriteItem(spliced: try SplicedItems.three().request())
        }
        #expect(error?.code == .badResponse)
        #expect(error?.delivery == .unknown)
    }

    @Test func `a reply that is cut or damaged is an error or tells the same`() async throws {
        let whole = Array(
            (#"{"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"s":{"N":"2"},"p":{"S":"a"}}}}]},"#
                + #""ConsumedCapacity":[{"TableName":"t","CapacityUnits":1.0}]}"#).utf8)
        var replies = (0..<whole.count).map { Array(whole[..<$0]) }
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << (bit % 8)
            replies.append(damaged)
        }
        let client = try ScriptedClient(
            steps: replies.map { .respond(status: 200, headers: [:], body: [$0]) })
        let request = try SplicedItems.three().request()
        var errors = 0
        for reply in replies {
            do {
                let told = try await client.dynamoDB.batchWriteItem(spliced: request)
                #expect(told.unprocessed == [1], "\(String(decoding: reply, as: UTF8.self))")
            } catch let error as ClientError {
                #expect(error.code == .badResponse)
                errors += 1
            }
        }
        #expect(errors >= whole.count)
    }
    /// A request whose replies are read by the book.
    private static let other = BatchWriteItemRequest(requestItems: [
        "t": [.delete(key: ["p": .string("a")])]
    ])

    @Test func `nothing unprocessed is read as by the book, in any notation, cut or damaged`()
        async throws
    {
        let plain = [
            #"{"UnprocessedItems":{}}"#,
            #"{"UnprocessedItems":{},"ConsumedCapacity":[{"TableName":"t","CapacityUnits":1.0}]}"#,
            #" { "ConsumedCapacity" : [ {"CapacityUnits":25,"TableName":"t-_.2"} , {} ] ,"#
                + "\r\n\t" + #""UnprocessedItems" : { } } "#,
            #"{"ConsumedCapacity":[{"CapacityUnits":12.25,"Table":{"CapacityUnits":1}}],"#
                + #""UnprocessedItems":{}}"#,
            #"{"ConsumedCapacity":[{"CapacityUnits":1234567890.12345678}],"UnprocessedItems":{}}"#,
            #"{"ConsumedCapacity":[{"CapacityUnits":1.5e2}],"UnprocessedItems":{}}"#,
            #"{"ConsumedCapacity":[{"CapacityUnits":07}],"UnprocessedItems":{}}"#,
            #"{"ConsumedCapacity":[{"CapacityUnits":1.}],"UnprocessedItems":{}}"#,
            #"{"ConsumedCapacity":[{"TableName":"\u0074ü"}],"UnprocessedItems":{}}"#,
            #"{"ConsumedCapacity":[],"ItemCollectionMetrics":{},"UnprocessedItems":{}}"#,
            #"{"UnprocessedItems":{},"UnprocessedItems":{}}"#,
            #"{"ConsumedCapacity":null,"UnprocessedItems":{}}"#,
            #"{"UnprocessedItems":{}}x"#,
        ].map { Array($0.utf8) }
        var replies = plain
        for whole in plain.prefix(3) {
            replies += (0..<whole.count).map { Array(whole[..<$0]) }
            for bit in 0..<whole.count * 8 {
                var damaged = whole
                damaged[bit / 8] ^= 1 << (bit % 8)
                replies.append(damaged)
            }
        }
        let client = try ScriptedClient(
            steps: replies.flatMap { reply in
                (0..<2).map { _ in .respond(status: 200, headers: [:], body: [reply]) }
            })
        let request = try SplicedItems.three().request()
        var readCount = 0
        for reply in replies {
            let text = String(decoding: reply, as: UTF8.self)
            let told = try await result {
                try await client.dynamoDB.batchWriteItem(spliced: request)
            }
            let expected = try await result { try await client.dynamoDB.batchWriteItem(Self.other) }
            guard let told else { continue }
            readCount += 1
            #expect(told.unprocessed.isEmpty, "\(text)")
            #expect(told.consumedCapacity == expected?.consumedCapacity, "\(text)")
        }
        #expect(readCount > 8)
    }

    /// What a call returns; nil where its reply is bad.
    private func result<Reply>(_ call: () async throws -> Reply) async throws -> Reply? {
        do {
            return try await call()
        } catch let error as ClientError where error.code == .badResponse {
            return nil
        }
    }
}
