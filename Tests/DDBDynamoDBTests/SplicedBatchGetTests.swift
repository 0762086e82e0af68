import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBHTTP
import DDBTestKit
import Testing

@Suite struct SplicedBatchGetTests {
    private let keys =
        #"{"p":{"S":"\u0061"},"s":{"N":"1.0"}},{"p":{"S":"a"},"s":{"N":"2"}},"#
        + #"{"p":{"S":"a"},"s":{"N":"+3e1"}}"#

    @Test func `keys are spliced, and answers are matched to them`() async throws {
        let client = try ScriptedClient(
            #"{"Responses":{"t":[{"s":{"N":"30"},"p":{"S":"a"},"v":{"N":"7"}}]},"UnprocessedKeys":"#
                + #"{"t":{"Keys":[{"s":{"N":"1"},"p":{"S":"a"}}],"ConsistentRead":true}},"#
                + #""ConsumedCapacity":[{"TableName":"t","CapacityUnits":2.0}]}"#)
        let request = try SplicedItems.three().read()
        let reply = try await client.dynamoDB.batchGetItem(spliced: request)
        #expect(
            client.bodies[0]
                == #"{"RequestItems":{"t":{"ConsistentRead":true,"Keys":[\#(keys)]}},"#
                + #""ReturnConsumedCapacity":"TOTAL"}"#)
        #expect(reply.entries == [2])
        #expect(reply.unprocessed == [0])
        #expect(
            reply.items.item(at: reply.items.records[0].newImage)["v"] == .number(DecimalNumber(7)))
        #expect(reply.consumedCapacity.map(\.capacityUnits) == [2])
        let rest = request.subset(reply.unprocessed)
        #expect(rest.digests == [request.digests[0]])
    }

    @Test func `a read takes 100 keys`() throws {
        let items = try SplicedItems((0..<101).map { #"{"p":{"S":"a"},"s":{"N":"\#($0)"}}"# })
        var writer = SplicedBatchGetWriter(
            table: "t", identifier: items.identifier, consistentRead: false,
            returnConsumedCapacity: .none)
        let outcomes = items.writes.map { writer.append($0, of: items.batch) }
        #expect(outcomes.prefix(100).allSatisfy { $0 == .appended })
        #expect(outcomes[100] == .full)
        #expect(writer.append(items.writes[3], of: items.batch) == .duplicate)
        let request = writer.take()
        #expect(request.digests.count == 100)
        #expect(request.body.starts(with: Array(#"{"RequestItems":{"t":{"Keys":[{"p""#.utf8)))
        #expect("\(request)" == "SplicedBatchGet(t, 100 keys)")
    }

    @Test(arguments: [
        #"{"UnprocessedKeys":{}}"#, #"{"Responses":{"t":[]}}"#,
        #"{"Responses":{"t":[]},"UnprocessedKeys":{"t":{"Keys":[]}}}"#,
        #"{"UnprocessedKeys":{},"Responses":{"u":[{"s":{"N":"2"},"p":{"S":"a"}}]}}"#,
        #"{"UnprocessedKeys":{},"Responses":{"t":[{"s":{"N":"9"},"p":{"S":"a"}}]}}"#,
        #"{"UnprocessedKeys":{},"Responses":{"t":[{"s":{"N":"2"},"p":{"S":"a"}},"#
            + #"{"s":{"N":"2.0"},"p":{"S":"a"}}]}}"#,
        #"{"Responses":{"t":[]},"UnprocessedKeys":{"t":{"Keys":[{"p":{"S":"a"}}]}}}"#,
        #"{"Responses":{"t":[{"s":{"N":"2"},"p":{"S":"a"}}]},"#
            + #""UnprocessedKeys":{"t":{"Keys":[{"s":{"N":"2"},"p":{"S":"a"}}]}}}"#,
    ])
    func `a reply that does not fit its request is an error`(reply: String) async throws {
        let client = try ScriptedClient(reply)
        let error = await #expect(throws: ClientError.self) {
            try await client.dynamoDB.batchGetItem(spliced: try SplicedItems.three().read())
        }
        #expect(error?.code == .badResponse)
    }

    @Test func `a reply that is cut or damaged is an error or tells the same`()
        async throws
    {
        let whole = Array(
            (#"{"Responses":{"t":[{"s":{"N":"2"},"p":{"S":"a"}}]},"UnprocessedKeys":"#
                + #"{"t":{"Keys":[{"s":{"N":"30"},"p":{"S":"a"}}]}}}"#).utf8)
        var replies = (0..<whole.count).map { Array(whole[..<$0]) }
        let cuts = replies.count
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << (bit % 8)
            replies.append(damaged)
        }
        let client = try ScriptedClient(
            steps: replies.map { .respond(status: 200, headers: [:], body: [$0]) })
        let request = try SplicedItems.three().read()
        for (index, _) in replies.enumerated() {
            do {
                let told = try await client.dynamoDB.batchGetItem(spliced: request)
                #expect(index >= cuts)
                #expect(told.entries == [1])
                #expect(told.unprocessed == [2])
            } catch let error as ClientError {
                #expect(error.code == .badResponse)
            }
        }
    }
}
