import DDBBase
import DDBClientCore
import DDBJSON
import DDBKinesis
import DDBTestSupport
import Testing

@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct KinesisIntegrationTests {
    private let client: KinesisClient
    private static let hashKeyEnd = "340282366920938463463374607431768211455"

    init() throws {
        let moto = try #require(try MotoServer.shared())
        client = KinesisClient(
            settings: moto.settings, components: try components(moto.administrator))
    }

    /// Calls an operation that the client has no function for.
    private func call(_ operation: String, _ body: String) async throws {
        _ = try await client.client.call(.json(operation, body: Array(body.utf8)))
    }

    private func makeStream(shardCount: Int) async throws -> StreamDescriptionSummary {
        let name = "stream." + SystemRandomSource().uuid()
        try await call("CreateStream", #"{"StreamName":"\#(name)","ShardCount":\#(shardCount)}"#)
        for _ in 0..<3000 {
            let stream = try await client.describeStreamSummary(
                DescribeStreamSummaryRequest(streamName: name)
            ).streamDescriptionSummary
            if stream.streamStatus == .active { return stream }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CancellationError()
    }

    private func shards(_ stream: StreamDescriptionSummary) async throws -> [Shard] {
        // Moto wants the name beside a token, which AWS refuses: all shards are one page here, and
        // pages are tested with KinesisAnswerTests.
        let reply = try await client.listShards(ListShardsRequest(streamARN: stream.streamARN))
        #expect(reply.nextToken == nil)
        return reply.shards
    }

    private func read(
        _ stream: StreamDescriptionSummary, _ shard: String, _ type: ShardIteratorType,
        at number: String? = nil, since timestamp: Instant? = nil
    ) async throws -> GetRecordsReply {
        let place = try await client.getShardIterator(
            GetShardIteratorRequest(
                shardID: shard, shardIteratorType: type, streamName: stream.streamName,
                startingSequenceNumber: number,
                timestamp: timestamp))
        return try await client.getRecords(
            GetRecordsRequest(shardIterator: try #require(place.shardIterator)))
    }

    @Test func `a stream is described and its shards are listed`() async throws {
        let stream = try await makeStream(shardCount: 5)
        #expect(stream.openShardCount == 5)
        #expect(stream.retentionPeriodHours == 24)
        #expect(stream.streamARN.hasSuffix(":stream/" + stream.streamName))
        let found = try await shards(stream)
        #expect(Set(found.map(\.shardID)).count == 5)
        #expect(found.count == 5)
        #expect(found.first?.hashKeyRange.startingHashKey == "0")
        #expect(found.last?.hashKeyRange.endingHashKey == Self.hashKeyEnd)
        #expect(found.allSatisfy { $0.sequenceNumberRange.endingSequenceNumber == nil })
        let some = try await client.listShards(
            ListShardsRequest(
                streamName: stream.streamName, exclusiveStartShardID: nil, maxResults: 2))
        #expect(some.shards == Array(found.prefix(2)))
        #expect(some.nextToken != nil)
    }

    @Test func `records are put and read from every kind of place`() async throws {
        let stream = try await makeStream(shardCount: 2)
        let begin = SystemTimeSource().now
        let bodies: [[UInt8]] = [
            Array("{}".utf8), (0...255).map { UInt8($0) }, [UInt8](repeating: 7, count: 200_000),
        ]
        let entries = bodies.map {
            PutRecordsEntry(data: $0, partitionKey: "é\u{1F600}", explicitHashKey: "0")
        }
        let other = PutRecordsEntry(
            data: [1], partitionKey: "p", explicitHashKey: String(Self.hashKeyEnd.dropLast() + "0"))
        let put = try await client.putRecords(
            PutRecordsRequest(records: entries + [other], streamARN: stream.streamARN))
        #expect(put.failedRecordCount ?? 0 == 0)
        #expect(put.records.count == 4)
        #expect(Set(put.records.prefix(3).map(\.shardID)).count == 1)
        let shard = try #require(put.records[0].shardID)
        #expect(put.records[3].shardID != shard)
        let numbers = put.records.prefix(3).map(\.sequenceNumber)

        let all = try await read(stream, shard, .trimHorizon)
        #expect(all.records.map(\.data) == bodies)
        #expect(all.records.map { $0.sequenceNumber } == numbers)
        #expect(all.records.allSatisfy { $0.partitionKey == "é\u{1F600}" })
        #expect(all.nextShardIterator != nil)
        #expect(all.millisBehindLatest == 0)
        #expect(all.childShards.isEmpty)
        for record in all.records {
            let time = try #require(record.approximateArrivalTimestamp)
            #expect(time > begin.advanced(byMicroseconds: -2_000_000))
            #expect(time < SystemTimeSource().now.advanced(byMicroseconds: 2_000_000))
        }
        let at = try await read(stream, shard, .atSequenceNumber, at: numbers[1])
        #expect(at.records.map(\.data) == Array(bodies[1...]))
        let after = try await read(stream, shard, .afterSequenceNumber, at: numbers[1])
        #expect(after.records.map(\.data) == Array(bodies[2...]))
        let latest = try await read(stream, shard, .latest)
        #expect(latest.records.isEmpty)
        let since = try await read(
            stream, shard, .atTimestamp, since: begin.advanced(byMicroseconds: -60_000_000))
        #expect(since.records.count == 3)
        let later = try await read(
            stream, shard, .atTimestamp, since: begin.advanced(byMicroseconds: 3_600_000_000))
        #expect(later.records.isEmpty)
    }

    @Test func `boto3 reads what was put, and the other way round`() async throws {
        let moto = try #require(try MotoServer.shared())
        let stream = try await makeStream(shardCount: 1)
        let bodies: [[UInt8]] = [Array("{}".utf8), (0...255).map { UInt8($0) }]
        _ = try await client.putRecords(
            PutRecordsRequest(
                records: bodies.map { PutRecordsEntry(data: $0, partitionKey: "é") },
                streamARN: stream.streamARN))
        let theirs = try boto3("records", stream.streamName, moto).map {
            try JSONValue.parse($0.span.bytes)
        }
        #expect(theirs.map { $0["Data"]?.string } == bodies.map { Base64.encode($0.span.bytes) })
        #expect(theirs.allSatisfy { $0["PartitionKey"]?.string == "é" })
        let sent = try boto3("send", stream.streamName, moto).map {
            try JSONValue.parse($0.span.bytes)
        }
        let shard = try #require(try await shards(stream).first)
        let found = try await read(stream, shard.shardID, .trimHorizon).records.dropFirst(2)
        #expect(found.map { Base64.encode($0.data.span.bytes) } == sent.map { $0["Data"]?.string })
        #expect(found.map(\.partitionKey) == sent.map { $0["PartitionKey"]?.string })
        #expect(found.count == 5)
    }

    @Test func `a split leaves a closed parent with two children`() async throws {
        let stream = try await makeStream(shardCount: 1)
        let parent = try #require(try await shards(stream).first)
        try await call(
            "SplitShard",
            #"{"StreamName":"\#(stream.streamName)","ShardToSplit":"\#(parent.shardID)","#
                + #""NewStartingHashKey":"170141183460469231731687303715884105728"}"#)
        let found = try await shards(stream)
        #expect(found.count == 3)
        let closed = found.filter { $0.sequenceNumberRange.endingSequenceNumber != nil }
        #expect(closed.map(\.shardID) == [parent.shardID])
        let children = found.filter { $0.parentShardID == parent.shardID }
        #expect(children.count == 2)
        try await call(
            "MergeShards",
            #"{"StreamName":"\#(stream.streamName)","ShardToMerge":"\#(children[0].shardID)","#
                + #""AdjacentShardToMerge":"\#(children[1].shardID)"}"#)
        let merged = try await shards(stream).filter { $0.adjacentParentShardID != nil }
        #expect(merged.count == 1)
        #expect(
            Set([merged.first?.parentShardID, merged.first?.adjacentParentShardID])
                == Set(children.map(\.shardID)))
    }

    @Test func `a stream that is not there is refused with advice`() async throws {
        do {
            _ = try await client.listShards(ListShardsRequest(streamName: "none"))
            Issue.record("nothing was thrown")
        } catch let error as ClientError {
            #expect(error.code == .resourceNotFound)
            #expect(error.attempts == 1)
            #expect(error.disposition == .reconfigure)
            #expect(error.message.contains("Check the name, the region and the account"))
        }
    }
}
