import DDBBase
import DDBJSON
import DDBTestKit
import DDBTestSupport
import Foundation
import Synchronization
import Testing

/// `ddbkit local --data` that dies by SIGKILL while it is written to.
@Suite(.serialized) struct KilledEndpointTests {
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    private static let rounds = isSoak ? 60 : 5
    private static let seed = isSoak ? UInt64(Date().timeIntervalSince1970) : 20_261_122
    private static let streams = "DynamoDBStreams_20120810"
    private static let kinesis = "Kinesis_20131202"
    private static let kinesisARN = "arn:aws:kinesis:us-east-1:000000000000:stream/events"

    /// What writers have said and heard: of each key the version that was acknowledged last, and
    /// the one that was sent last.
    private final class Ledger: Sendable {
        struct Entry {
            var acknowledged = 0
            var sent = 0
        }

        private let entries = Mutex<[String: Entry]>([:])
        private let count = Atomic(0)
        private let (stream, continuation) = AsyncStream<Int>.makeStream(
            bufferingPolicy: .bufferingNewest(1))

        var all: [String: Entry] { entries.withLock { $0 } }
        /// How many calls were acknowledged.
        var calls: Int { count.load(ordering: .relaxed) }
        /// The same whenever there is one more; for one walk at a time.
        var callsSoFar: AsyncStream<Int> { stream }

        func next(_ key: String) -> Int {
            entries.withLock { entries in
                entries[key, default: Entry()].sent += 1
                return entries[key, default: Entry()].sent
            }
        }

        func acknowledge(_ keys: [String]) {
            entries.withLock { entries in
                for key in keys {
                    entries[key, default: Entry()].acknowledged = entries[key]?.sent ?? 0
                }
            }
            continuation.yield(count.add(1, ordering: .relaxed).newValue)
        }

        /// Goes on from what a restart has shown.
        func settle(_ versions: [String: Int]) {
            entries.withLock { entries in
                entries = versions.mapValues { Entry(acknowledged: $0, sent: $0) }
            }
        }
    }

    private static func item(_ key: String, _ version: Int) -> String {
        #"{"pk":{"S":"\#(key)"},"v":{"N":"\#(version)"},"#
            + #""pad":{"S":"\#(String(repeating: "x", count: 300))"}}"#
    }

    /// Writes two keys at once, or ten in a batch, until the endpoint is gone.
    private static func write(_ caller: LocalCaller, _ writer: Int, _ ledger: Ledger) async {
        let keys = (0..<(writer % 2 == 0 ? 2 : 10)).map { "w\(writer)-\($0)" }
        while true {
            let items = keys.map { item($0, ledger.next($0)) }
            do {
                let reply: LocalCaller.Reply
                if keys.count == 2 {
                    let puts = items.map { #"{"Put":{"TableName":"music","Item":\#($0)}}"# }
                    reply = try await caller.call(
                        "TransactWriteItems",
                        #"{"TransactItems":[\#(puts.joined(separator: ","))]}"#)
                } else {
                    let puts = items.map { #"{"PutRequest":{"Item":\#($0)}}"# }
                    reply = try await caller.call(
                        "BatchWriteItem",
                        #"{"RequestItems":{"music":[\#(puts.joined(separator: ","))]}}"#)
                }
                guard reply.status == 200 else {
                    Issue.record("\(reply.text)")
                    return
                }
            } catch {
                // It is gone.
                return
            }
            ledger.acknowledge(keys)
        }
    }

    private static func create(_ caller: LocalCaller) async throws {
        try await caller.createTable(
            more: #","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}"#)
        let made = try await caller.call(
            "CreateStream", #"{"StreamName":"events","ShardCount":2}"#, prefix: kinesis)
        #expect(made.status == 200, "\(made.text)")
        let enabled = try await caller.call(
            "EnableKinesisStreamingDestination",
            #"{"TableName":"music","StreamArn":"\#(kinesisARN)"}"#)
        #expect(enabled.status == 200, "\(enabled.text)")
    }

    /// The versions of the table by key.
    private static func versions(_ caller: LocalCaller) async throws -> [String: Int] {
        let scan = try await caller.call("Scan", #"{"TableName":"music"}"#)
        var versions: [String: Int] = [:]
        for item in try #require(scan.value["Items"]?.array) { add(item, to: &versions) }
        return versions
    }

    private static func add(_ item: JSONValue, to versions: inout [String: Int]) {
        let key = item["pk"]?["S"]?.string ?? ""
        versions[key] = Int(item["v"]?["N"]?.string ?? "") ?? -1
    }

    /// The images of a shard, from its beginning to where it stands.
    private static func images(
        _ caller: LocalCaller, _ shard: String, of stream: String, prefix: String
    ) async throws -> [JSONValue] {
        var reply = try await caller.call(
            "GetShardIterator",
            #"{\#(stream),"ShardId":"\#(shard)","ShardIteratorType":"TRIM_HORIZON"}"#,
            prefix: prefix)
        var images: [JSONValue] = []
        var next = reply.value["ShardIterator"]?.string
        while let iterator = next {
            reply = try await caller.call(
                "GetRecords", #"{"ShardIterator":"\#(iterator)"}"#, prefix: prefix)
            if reply.code == "ProvisionedThroughputExceededException" { continue }
            let records = try #require(reply.value["Records"]?.array, "\(reply.text)")
            for record in records {
                var change = record
                if let data = record["Data"]?.string {
                    let bytes = Base64.decode(data) ?? []
                    change = try JSONValue.parse(bytes.span.bytes)
                }
                images.append(change["dynamodb"]?["NewImage"] ?? .null)
            }
            next = records.isEmpty ? nil : reply.value["NextShardIterator"]?.string
        }
        return images
    }

    /// All images of the table's stream and of the Kinesis stream, parents first.
    private static func streamed(
        _ caller: LocalCaller
    ) async throws -> (table: [JSONValue], kinesis: [JSONValue]) {
        let list = try await caller.call("ListStreams", "{}", prefix: streams)
        let arn = try #require(list.value["Streams"]?.array?.first?["StreamArn"]?.string)
        var table: [JSONValue] = []
        var last = ""
        repeat {
            let start = last.isEmpty ? "" : #","ExclusiveStartShardId":"\#(last)""#
            let reply = try await caller.call(
                "DescribeStream", #"{"StreamArn":"\#(arn)"\#(start)}"#, prefix: streams)
            // The ids of shards begin with their time.
            for shard in try #require(reply.value["StreamDescription"]?["Shards"]?.array) {
                table += try await images(
                    caller, shard["ShardId"]?.string ?? "", of: #""StreamArn":"\#(arn)""#,
                    prefix: streams)
            }
            last = reply.value["StreamDescription"]?["LastEvaluatedShardId"]?.string ?? ""
        } while !last.isEmpty
        var events: [JSONValue] = []
        for shard in ["shardId-000000000000", "shardId-000000000001"] {
            events += try await images(
                caller, shard, of: #""StreamName":"events""#, prefix: kinesis)
        }
        return (table, events)
    }

    /// Expects that nothing acknowledged is lost, and that streams tell every change once.
    private static func verify(
        _ caller: LocalCaller, _ ledger: Ledger, _ context: Comment
    ) async throws {
        let versions = try await versions(caller)
        for (key, entry) in ledger.all {
            let range = entry.acknowledged...entry.sent
            #expect(range.contains(versions[key] ?? 0), "\(key), \(context)")
        }
        for writer in stride(from: 0, to: 4, by: 2) {
            // One transaction writes both.
            #expect(versions["w\(writer)-0"] == versions["w\(writer)-1"], context)
        }
        let streamed = try await streamed(caller)
        for images in [streamed.table, streamed.kinesis] {
            var told: [String: Int] = [:]
            var strays = 0
            for image in images {
                let key = image["pk"]?["S"]?.string ?? ""
                let before = told[key] ?? 0
                add(image, to: &told)
                strays += told[key] == before + 1 ? 0 : 1
            }
            #expect(strays == 0, context)
            #expect(told == versions, context)
        }
        ledger.settle(versions)
    }

    @Test func `a killed endpoint has all it acknowledged, and its streams go on`() async throws {
        let folder = try ScratchFolder()
        let random = SeededRandom(seed: Self.seed)
        let ledger = Ledger()
        // Snapshots replace the log while it is written to.
        let arguments = ["--data", folder.path + "/data", "--log-bytes-max", "100000"]
        for round in 0...Self.rounds {
            let context = Comment("seed \(Self.seed), round \(round)")
            let process = try LocalProcess(arguments)
            let caller = try LocalCaller(endpoint: process.endpoint)
            if round == 0 {
                try await Self.create(caller)
            } else {
                try await Self.verify(caller, ledger, context)
            }
            guard round < Self.rounds else {
                // SIGTERM ends it in order.
                #expect(process.end(SIGTERM) == 0, context)
                break
            }
            let enough = ledger.calls + 5 + random.number(below: 500)
            let delay = UInt32(random.number(below: 5000))
            await withTaskGroup(of: Void.self) { group in
                for writer in 0..<4 {
                    group.addTask { await Self.write(caller, writer, ledger) }
                }
                var rolled = ledger.calls
                for await calls in ledger.callsSoFar {
                    guard calls < enough else { break }
                    guard calls >= rolled + 100 else { continue }
                    rolled = calls
                    await Self.roll(caller)
                }
                usleep(delay)
                #expect(process.end(SIGKILL) == -SIGKILL, context)
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/data")
        #expect(names.contains { $0.hasPrefix("snapshot-") }, "\(names)")
    }

    /// Lets every open shard be followed by another.
    private static func roll(_ caller: LocalCaller) async {
        do {
            let list = try await caller.call("ListStreams", "{}", prefix: streams)
            // Once in a second too often is no harm.
            guard let arn = list.value["Streams"]?.array?.first?["StreamArn"]?.string else {
                return
            }
            let rolled = try await caller.admin("streams/roll", #"{"streamArn":"\#(arn)"}"#)
            #expect(rolled.status == 200, "\(rolled.text)")
        } catch {
            Issue.record("\(error)")
        }
    }
}
