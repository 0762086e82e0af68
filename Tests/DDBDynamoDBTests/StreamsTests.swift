import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDynamoDB
import DDBTestKit
import DDBTestSupport
import Testing

@Suite struct StreamsTests {
    private func page(_ shards: [String], last: String?) -> String {
        let list = shards.map { shard in
            #"{"ShardId":"\#(shard)","SequenceNumberRange":{"StartingSequenceNumber":"1"}}"#
        }.joined(separator: ",")
        let end = last.map { #","LastEvaluatedShardId":"\#($0)""# } ?? ""
        return #"{"StreamDescription":{"StreamArn":"arn:s","Shards":[\#(list)]\#(end)}}"#
    }

    private func shards(_ client: ScriptedClient) async throws -> [String] {
        var found: [String] = []
        let request = DescribeStreamRequest(streamARN: "arn:s")
        for try await page in client.streams.describeStreamPages(request) {
            found += page.streamDescription.shards.map(\.shardID)
        }
        return found
    }

    @Test func `an empty page of shards is not the last`() async throws {
        let client = try ScriptedClient(
            page(["a", "b"], last: "b"), page([], last: "c"), page(["d"], last: nil))
        #expect(try await shards(client) == ["a", "b", "d"])
        #expect(
            client.bodies == [
                #"{"StreamArn":"arn:s"}"#, #"{"StreamArn":"arn:s","ExclusiveStartShardId":"b"}"#,
                #"{"StreamArn":"arn:s","ExclusiveStartShardId":"c"}"#,
            ])
    }

    @Test func `a page of shards that repeats its place is an error`() async throws {
        let client = try ScriptedClient(
            page(["a"], last: "a"), page(["a"], last: "a"), page(["a"], last: "a"))
        let error = await #expect(throws: ClientError.self) { try await shards(client) }
        #expect(error?.code == .badResponse)
        #expect(error?.operation == "DescribeStream")
        #expect(client.transport.remainingStepCount == 1)
    }

    @Test func `pages of shards that go in circles end with an error`() async throws {
        let steps = (0..<20_002).map { index in
            ScriptedTransport.Step.reply(page([], last: index.isMultiple(of: 2) ? "a" : "b"))
        }
        let client = try ScriptedClient(steps: steps)
        let error = await #expect(throws: ClientError.self) { try await shards(client) }
        #expect(error?.code == .badResponse)
        #expect(client.transport.exchanges.count == 10_000)
    }

    @Test func `a sequence of pages ends after an error`() async throws {
        let client = try ScriptedClient(steps: [
            .reply(page(["a"], last: "a")), .refusal("ResourceNotFoundException"),
        ])
        var pages = client.streams.describeStreamPages(.init(streamARN: "arn:s"))
            .makeAsyncIterator()
        #expect(try await pages.next()?.streamDescription.shards.count == 1)
        await #expect(throws: ClientError.self) { try await pages.next() }
        #expect(try await pages.next() == nil)
    }

    @Test func `records are changes with order and cause`() async throws {
        let client = try ScriptedClient(
            #"{"Records":[{"eventID":"1","eventName":"INSERT","dynamodb":{"#
                + #""ApproximateCreationDateTime":1.46480527E9,"Keys":{"k":{"S":"a"}},"#
                + #""NewImage":{"k":{"S":"a"}},"SequenceNumber":"300000000000000499659"}},"#
                + #"{"eventName":"REMOVE","userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","#
                + #""Type":"Service"},"dynamodb":{"Keys":{"k":{"S":"b"}},"SequenceNumber":"7"}}],"#
                + #""NextShardIterator":"next"}"#,
            #"{"Records":[]}"#)
        let reply = try await client.streams.getRecords(
            GetRecordsRequest(shardIterator: "i"), table: "orders", epoch: 9)
        let records = reply.records.records
        #expect(records.map(\.operation) == [.put, .delete])
        #expect(records.map(\.cause) == [.user, .timeToLive])
        #expect(records.map(\.origin) == [.stream, .stream])
        #expect(records.map(\.order.epoch) == [9, 9])
        #expect(reply.records.compareOrder(records[0].order, records[1].order) > 0)
        #expect(records[0].eventTime == Instant(microseconds: 1_464_805_270_000_000))
        #expect(reply.records.tables == ["orders"])
        #expect(reply.nextShardIterator == "next")
        let end = try await client.streams.getRecords(GetRecordsRequest(shardIterator: "next"))
        #expect(end.nextShardIterator == nil)
        #expect(end.records.records.isEmpty)
    }

    @Test func `a shard is open while it has no last sequence number`() async throws {
        let client = try ScriptedClient(
            #"{"StreamDescription":{"StreamArn":"arn:s","StreamStatus":"ENABLED","#
                + #""StreamViewType":"NEW_AND_OLD_IMAGES","Shards":[{"ShardId":"a","#
                + #""SequenceNumberRange":{"StartingSequenceNumber":"1","#
                + #""EndingSequenceNumber":"2"}},{"ShardId":"b","ParentShardId":"a","#
                + #""SequenceNumberRange":{"StartingSequenceNumber":"3"}}]}}"#)
        let stream = try await client.streams.describeStream(.init(streamARN: "arn:s"))
            .streamDescription
        #expect(stream.streamStatus == .enabled)
        #expect(stream.shards.map(\.sequenceNumberRange?.endingSequenceNumber) == ["2", nil])
        #expect(stream.shards.map(\.parentShardID) == [nil, "a"])
    }

    @Test(
        .enabled(if: SharedVectors.root != nil, "the vectors are absent"),
        arguments: ["ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"])
    func `samples of botocore are read`(operation: String) async throws {
        let sample = try ReplySample("dynamodbstreams/2012-08-10", operation)
        let client = try ScriptedClient(sample.text)
        switch operation {
        case "ListStreams":
            #expect(try await client.streams.listStreams(.init()).streams.count == 3)
        case "DescribeStream":
            let stream = try await client.streams.describeStream(.init(streamARN: "s"))
                .streamDescription
            #expect(stream.shards.count == 4)
            #expect(stream.keySchema.count == 2)
        case "GetShardIterator":
            let request = GetShardIteratorRequest(
                streamARN: "s", shardID: "x", shardIteratorType: .trimHorizon)
            let place = try await client.streams.getShardIterator(request).shardIterator
            #expect(place?.hasPrefix("arn:aws:dynamodb") == true)
        default:
            let records = try await client.streams.getRecords(.init(shardIterator: "i")).records
            #expect(records.records.count == 3)
            #expect(records.records.allSatisfy { $0.eventTime != nil && $0.newImage == -1 })
        }
    }
}
