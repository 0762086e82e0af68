import DDBBase
import DDBJSON
import DDBLocal
import DDBTestKit
import Synchronization

/// Remembers notes.
final class KeptNotes: Sendable {
    private let notes = Mutex<[[UInt8]]>([])

    var all: [[UInt8]] { notes.withLock { $0 } }

    func add(_ note: [UInt8]) { notes.withLock { $0.append(note) } }
}

/// A Kinesis engine with a clock that stands still, and its operations as values.
final class KinesisWorld {
    let engine: KinesisEngine
    var now = Instant(milliseconds: 1_760_000_000_000)
    var nanoseconds: UInt64 = 1 << 40
    var isIteratorExpired = false
    var stale: StaleListing = []
    var failsRecords = false
    let random = SeededRandom(seed: 11)

    init(
        shardCount: Int = 1, notes: KeptNotes? = nil,
        _ change: (inout KinesisSettings) -> Void = { _ in }
    ) throws {
        var settings = KinesisSettings()
        settings.readsPerSecond = 0
        settings.readBytesPerSecond = 0
        change(&settings)
        engine = KinesisEngine(region: "eu-west-1", accountID: "000000000000", settings: settings)
        if let notes { engine.attach { notes.add($0) } }
        _ = try call(
            "CreateStream",
            [("StreamName", .string("events")), ("ShardCount", .integer(shardCount))])
    }

    /// A world at the same moment, with an engine that has no streams yet.
    init(emptyAt world: KinesisWorld) {
        engine = KinesisEngine(
            region: "eu-west-1", accountID: "000000000000", settings: world.engine.limits)
        now = world.now
        nanoseconds = world.nanoseconds
    }

    func call(_ operation: String, _ members: [(String, JSONValue)]) throws -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        let reply = try engine.perform(
            operation, JSONValue.object(object).bytes,
            StreamCall(
                now: now, monotonicNanoseconds: nanoseconds, random: random.next(), stale: stale,
                isIteratorExpired: isIteratorExpired), failsRecords: failsRecords)
        return reply.isEmpty ? .null : try JSONValue.parse(reply.span.bytes)
    }

    func refusal(_ operation: String, _ members: [(String, JSONValue)]) throws -> String? {
        do {
            _ = try call(operation, members)
            return nil
        } catch let refusal as StreamRefusal {
            return refusal.code
        }
    }

    func advance(seconds: Double) {
        now = now.advanced(byMicroseconds: Int64(seconds * 1_000_000))
        nanoseconds += UInt64(seconds * 1_000_000_000)
    }

    static let name: (String, JSONValue) = ("StreamName", .string("events"))

    @discardableResult
    func put(_ text: String, key: String) throws -> (shard: String, sequence: String) {
        let bytes = Array(text.utf8)
        let data = Base64.encode(bytes.span.bytes)
        let reply = try call(
            "PutRecord",
            [Self.name, ("Data", .string(data)), ("PartitionKey", .string(key))])
        return (reply["ShardId"]?.string ?? "", reply["SequenceNumber"]?.string ?? "")
    }

    func shards(_ members: [(String, JSONValue)] = []) throws -> [JSONValue] {
        try call("ListShards", [Self.name] + members)["Shards"]?.array ?? []
    }

    func shardIDs(_ filter: String? = nil, _ member: (String, JSONValue)? = nil) throws -> [String]
    {
        var object = JSONObject()
        object["Type"] = filter.map { .string($0) }
        if let member { object[member.0] = member.1 }
        return try shards(filter == nil ? [] : [("ShardFilter", .object(object))]).map {
            $0["ShardId"]?.string ?? ""
        }
    }

    func iterator(
        _ shard: String, _ type: String = "TRIM_HORIZON", _ member: (String, JSONValue)? = nil
    ) throws -> String {
        var members = [
            Self.name, ("ShardId", .string(shard)), ("ShardIteratorType", .string(type)),
        ]
        if let member { members.append(member) }
        return try call("GetShardIterator", members)["ShardIterator"]?.string ?? ""
    }

    func page(_ iterator: String, limit: Int? = nil) throws -> JSONValue {
        var members: [(String, JSONValue)] = [("ShardIterator", .string(iterator))]
        if let limit { members.append(("Limit", .integer(limit))) }
        return try call("GetRecords", members)
    }

    static func texts(_ page: JSONValue) -> [String] {
        (page["Records"]?.array ?? []).map { record in
            String(decoding: Base64.decode(record["Data"]?.string ?? "") ?? [], as: UTF8.self)
        }
    }
}
