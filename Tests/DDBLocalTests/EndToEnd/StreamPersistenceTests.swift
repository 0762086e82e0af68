import DDBJSON
import DDBLocal
import DDBTestSupport
import Testing

/// Streams of an endpoint that ends and begins again.
@Suite struct StreamPersistenceTests {
    private static let prefix = "DynamoDBStreams_20120810"

    private static func records(_ caller: LocalCaller) async throws -> [String] {
        let list = try await caller.call("ListStreams", "{}", prefix: prefix)
        let arn = try #require(list.value["Streams"]?.array?.first?["StreamArn"]?.string)
        let stream = try await caller.call(
            "DescribeStream", #"{"StreamArn":"\#(arn)"}"#, prefix: prefix)
        var texts = [stream.text]
        for shard in stream.value["StreamDescription"]?["Shards"]?.array ?? [] {
            let id = shard["ShardId"]?.string ?? ""
            let iterator = try await caller.call(
                "GetShardIterator",
                #"{"StreamArn":"\#(arn)","ShardId":"\#(id)","ShardIteratorType":"TRIM_HORIZON"}"#,
                prefix: prefix)
            let text = iterator.value["ShardIterator"]?.string ?? ""
            let page = try await caller.call(
                "GetRecords", #"{"ShardIterator":"\#(text)"}"#, prefix: prefix)
            texts += (page.value["Records"]?.array ?? []).map {
                String(decoding: $0.bytes, as: UTF8.self)
            }
        }
        return texts
    }

    @Test func `shards and records survive restarts`() async throws {
        let folder = try ScratchFolder()
        var settings = LocalSettings()
        settings.dataFolder = folder.path
        settings.streams.readersMax = 0
        let before = try await LocalServer.with(settings) { server in
            let caller = try LocalCaller(server)
            try await caller.createTable(
                more: #","StreamSpecification":{"StreamEnabled":true,"#
                    + #""StreamViewType":"NEW_AND_OLD_IMAGES"}"#)
            try await caller.putAll((0..<50).map { #"{"pk":{"S":"k\#($0)"}}"# })
            let list = try await caller.call("ListStreams", "{}", prefix: Self.prefix)
            let arn = list.value["Streams"]?.array?.first?["StreamArn"]?.string ?? ""
            let split = try await caller.admin("streams/split", #"{"streamArn":"\#(arn)"}"#)
            #expect(split.value["shards"]?.array?.count == 2)
            try await caller.putAll((50..<80).map { #"{"pk":{"S":"k\#($0)"}}"# })
            return try await Self.records(caller)
        }
        #expect(before.count == 81)
        for restart in 1...2 {
            let after = try await LocalServer.with(settings) { server in
                let caller = try LocalCaller(server)
                let texts = try await Self.records(caller)
                try await caller.put(#"{"pk":{"S":"restart \#(restart)"}}"#)
                return texts
            }
            #expect(Array(after.prefix(1)) == Array(before.prefix(1)))
            #expect(Set(before).isSubset(of: after))
            #expect(after.count == before.count + restart - 1)
        }
    }
}
