import DDBBase
import DDBHTTP
import DDBKinesis
import DDBTestKit
import DDBTestSupport
import Testing

/// Requests say what those of botocore say, which nobody here wrote.
@Suite(.enabled(if: TestPython.path != nil, "no Python with botocore"))
struct KinesisRequestTests {
    typealias Case = (name: String, send: @Sendable (KinesisClient) async throws -> Void)

    static let noon = Instant(microseconds: 1_767_355_200_000_000)
    static let arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes"

    static let cases: [Case] = [
        (
            "listShards",
            {
                _ = try await $0.listShards(
                    ListShardsRequest(
                        exclusiveStartShardID: "shardId-1", maxResults: 10,
                        streamCreationTimestamp: noon,
                        shardFilter: ShardFilter(type: .atTimestamp, timestamp: noon),
                        streamARN: arn))
            }
        ),
        (
            "listShards, next page",
            {
                _ = try await $0.listShards(
                    ListShardsRequest(
                        streamName: "s", nextToken: "n", exclusiveStartShardID: "shardId-1",
                        maxResults: 10, streamCreationTimestamp: noon,
                        shardFilter: ShardFilter(type: .atLatest), streamARN: arn, streamID: "i"))
            }
        ),
        (
            "getShardIterator",
            {
                _ = try await $0.getShardIterator(
                    GetShardIteratorRequest(
                        shardID: "shardId-1", shardIteratorType: .afterSequenceNumber,
                        streamName: "s", startingSequenceNumber: "1"))
            }
        ),
        (
            "getShardIterator, at a time",
            {
                _ = try await $0.getShardIterator(
                    GetShardIteratorRequest(
                        shardID: "shardId-1", shardIteratorType: .atTimestamp, timestamp: noon,
                        streamARN: arn))
            }
        ),
        (
            "getRecords",
            {
                _ = try await $0.getRecords(
                    GetRecordsRequest(shardIterator: "i", limit: 10000, streamARN: arn))
            }
        ),
        (
            "putRecords",
            {
                _ = try await $0.putRecords(
                    PutRecordsRequest(
                        records: [
                            PutRecordsEntry(data: [0, 255], partitionKey: "ké"),
                            PutRecordsEntry(data: [], partitionKey: "k", explicitHashKey: "0"),
                        ], streamName: "s"))
            }
        ),
        (
            "describeStreamSummary",
            { _ = try await $0.describeStreamSummary(DescribeStreamSummaryRequest(streamARN: arn)) }
        ),
    ]

    @Test func `requests are those of botocore`() async throws {
        let golden = try BotocoreRequests(service: "kinesis").requests
        #expect(Set(golden.keys) == Set(Self.cases.map(\.name)))
        for (name, send) in Self.cases {
            let client = try ScriptedClient(steps: [.refusal("ValidationException")])
            await #expect(throws: (any Error).self) { try await send(client.kinesis) }
            let expected = try #require(golden[name])
            let exchange = try #require(client.transport.exchanges.first)
            #expect(try CanonicalText.json(exchange.body) == expected.body, "\(name)")
            #expect(exchange.request.headers["x-amz-target"] == expected.target)
            #expect(exchange.request.headers["content-type"] == expected.contentType)
        }
    }
}
