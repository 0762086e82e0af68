import DDBClientCore
import DDBHTTP
import DDBKinesis
import DDBTestKit
import Testing

/// Streams that are named by ARN have two hosts: one for records, one for all else.
@Suite struct KinesisEndpointTests {
    static let arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes"

    private func host(_ send: (KinesisClient) async throws -> Void) async throws -> String? {
        let scripted = try ScriptedClient(steps: [.refusal("ValidationException")])
        let client = KinesisClient(
            settings: ClientSettings(region: "eu-west-1"), components: scripted.components)
        await #expect(throws: ClientError.self) { try await send(client) }
        return scripted.transport.exchanges.first?.request.endpoint.host
    }

    @Test func `an ARN leads to the hosts of its account`() async throws {
        let data = "123456789012.data-kinesis.eu-west-1.amazonaws.com"
        let control = "123456789012.control-kinesis.eu-west-1.amazonaws.com"
        #expect(
            try await host {
                _ = try await $0.getRecords(.init(shardIterator: "i", streamARN: Self.arn))
            } == data)
        #expect(
            try await host {
                _ = try await $0.describeStreamSummary(.init(streamARN: Self.arn))
            } == control)
        #expect(
            try await host {
                _ = try await $0.listShards(.init(nextToken: "n", streamARN: Self.arn))
            } != nil)
    }

    @Test func `an identifier leads to the hosts of its stream`() async throws {
        let id = "abcdefghij0123456789-abc"
        #expect(
            try await host { _ = try await $0.getRecords(.init(shardIterator: "i", streamID: id)) }
                == "abcdefghij0123456789.abc.data-kinesis.eu-west-1.amazonaws.com")
        #expect(
            try await host { _ = try await $0.listShards(.init(streamID: id)) }
                == "abcdefghij0123456789.abc.control-kinesis.eu-west-1.amazonaws.com")
    }

    @Test func `a name leads to the host of the region`() async throws {
        #expect(
            try await host { _ = try await $0.listShards(.init(streamName: "s")) }
                == "kinesis.eu-west-1.amazonaws.com")
    }
}
