import DDBClientCore
import DDBKinesis
import DDBTestSupport
import Testing

/// Answers of Kinesis that moto does not give.
@Suite(.timeLimit(.minutes(15))) struct KinesisAnswerTests {
    private func client(_ service: CheckedService) throws -> KinesisClient {
        var parts = try components("AKID", "secret")
        parts.time = SkippingTime()
        return KinesisClient(settings: service.settings, components: parts)
    }

    /// A refusal, as Kinesis words it: without a namespace and without a checksum.
    private static func refusal(_ code: String) -> LoopbackReply {
        LoopbackReply(status: 400, text: #"{"__type":"\#(code)","message":"words"}"#)
    }

    @Test func `a shard at its end names its children`() async throws {
        let service = try CheckedService("kinesis") { _, _ in
            LoopbackReply(
                text: #"{"Records":[{"SequenceNumber":"7","Data":"AAH/","PartitionKey":"p","#
                    + #""ApproximateArrivalTimestamp":1.7E9}],"NextShardIterator":null,"#
                    + #""MillisBehindLatest":0,"ChildShards":[{"ShardId":"shardId-1","#
                    + #""ParentShards":["shardId-0"],"HashKeyRange":{"StartingHashKey":"0","#
                    + #""EndingHashKey":"9"}}]}"#)
        }
        defer { service.server.stop() }
        let reply = try await client(service).getRecords(GetRecordsRequest(shardIterator: "i"))
        #expect(reply.records.map(\.data) == [[0, 1, 255]])
        #expect(reply.nextShardIterator == nil)
        #expect(reply.childShards.map(\.shardID) == ["shardId-1"])
        #expect(reply.childShards.map(\.parentShards) == [["shardId-0"]])
        let request = try #require(service.server.requests.first)
        #expect(request.header("x-amz-target") == "Kinesis_20131202.GetRecords")
        #expect(request.header("content-type") == "application/x-amz-json-1.1")
    }

    @Test(arguments: [
        ("ExpiredNextTokenException", 1), ("ExpiredIteratorException", 1),
        ("KMSAccessDeniedException", 1), ("ProvisionedThroughputExceededException", 3),
    ])
    func `refusals end after as many attempts as help`(code: String, attempts: Int) async throws {
        let service = try CheckedService("kinesis") { _, _ in Self.refusal(code) }
        defer { service.server.stop() }
        let kinesis = try client(service)
        let error = try await failure {
            try await kinesis.listShards(ListShardsRequest(nextToken: "t"))
        }
        #expect(error.code == ClientError.Code(code))
        #expect(error.attempts == attempts)
        #expect(service.server.requestCount == attempts)
        #expect(service.server.requests[0].text == #"{"NextToken":"t"}"#)
    }

    @Test func `shards are listed page by page by the token alone`() async throws {
        let service = try CheckedService("kinesis") { request, number in
            // With a token AWS refuses what names the stream.
            if number > 1, request.text != #"{"NextToken":"t\#(number - 1)","MaxResults":2}"# {
                return Self.refusal("InvalidArgumentException")
            }
            let shards = (number * 2 - 1...number * 2).map {
                #"{"ShardId":"shardId-\#($0)","HashKeyRange":{"StartingHashKey":"0","#
                    + #""EndingHashKey":"9"},"SequenceNumberRange":{"#
                    + #""StartingSequenceNumber":"1"}}"#
            }
            let rest = number < 3 ? #","NextToken":"t\#(number)""# : ""
            return LoopbackReply(text: #"{"Shards":[\#(shards.joined(separator: ","))]\#(rest)}"#)
        }
        defer { service.server.stop() }
        var found: [String] = []
        let pages = try client(service).listShardsPages(
            ListShardsRequest(
                maxResults: 2, shardFilter: ShardFilter(type: .fromTrimHorizon), streamARN: "arn:s")
        )
        for try await page in pages { found += page.shards.map(\.shardID) }
        #expect(found == (1...6).map { "shardId-\($0)" })
        #expect(
            service.server.requests[0].text
                == #"{"MaxResults":2,"ShardFilter":{"Type":"FROM_TRIM_HORIZON"},"#
                + #""StreamARN":"arn:s"}"#)
    }

    @Test func `records that were not taken are told one by one`() async throws {
        let service = try CheckedService("kinesis") { _, _ in
            LoopbackReply(
                text: #"{"FailedRecordCount":1,"Records":[{"SequenceNumber":"1","ShardId":"s"},"#
                    + #"{"ErrorCode":"ProvisionedThroughputExceededException","#
                    + #""ErrorMessage":"slow down"}]}"#)
        }
        defer { service.server.stop() }
        let reply = try await client(service).putRecords(
            PutRecordsRequest(
                records: ["a", "b"].map { PutRecordsEntry(data: [1], partitionKey: $0) },
                streamName: "s"))
        #expect(reply.failedRecordCount == 1)
        #expect(reply.records.map(\.sequenceNumber) == ["1", nil])
        #expect(
            reply.records.map(\.errorCode) == [nil, "ProvisionedThroughputExceededException"])
    }
}
