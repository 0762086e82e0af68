import DDBBase
import DDBJSON
import DDBLocal
import DDBTestKit

/// A stream engine with a clock that stands still, and its operations as values.
final class StreamWorld {
    let engine: StreamEngine
    var now = Instant(milliseconds: 1_760_000_000_000)
    var nanoseconds: UInt64 = 1 << 40
    var stale: StaleListing = []
    var isIteratorExpired = false
    let random: SeededRandom
    let table = StreamTable(
        name: "music", arn: "arn:aws:dynamodb:eu-west-1:000000000000:table/music",
        keys: ["pk", "sk"])
    private(set) var arn = ""
    private var labels = 0

    struct Shard: Hashable {
        let id: String
        let parent: String?
        let start: SequenceNumber
        let end: SequenceNumber?
    }

    struct Page {
        let records: [JSONValue]
        let next: String?

        var sequences: [String] {
            records.map { $0["dynamodb"]?["SequenceNumber"]?.string ?? "" }
        }
    }

    struct Malformed: Error {}

    init(
        seed: UInt64 = 1, viewType: StreamViewType = .newAndOldImages,
        transition: Duration = .zero, _ change: (inout StreamSettings) -> Void = { _ in }
    ) {
        var settings = Self.unlimited
        change(&settings)
        random = SeededRandom(seed: seed)
        engine = StreamEngine(
            region: "eu-west-1", settings: settings, transition: transition,
            random: SeededRandom(seed: seed))
        enable(viewType)
    }

    /// Shards that end by their lives alone, and as many calls as one likes.
    private static var unlimited: StreamSettings {
        var settings = StreamSettings()
        settings.shardLifeSpread = .zero
        settings.readersMax = 0
        settings.describesPerSecond = 0
        settings.listsPerSecond = 0
        return settings
    }

    var arnMember: [(String, JSONValue)] { [("StreamArn", .string(arn))] }

    /// A world at the same moment, with an engine that has no streams yet.
    init(restoring world: StreamWorld) {
        var settings = Self.unlimited
        settings.splitRecordsPerSecond = 0
        random = SeededRandom(seed: 2)
        engine = StreamEngine(
            region: "eu-west-1", settings: settings, random: SeededRandom(seed: 2))
        now = world.now
        nanoseconds = world.nanoseconds
        arn = world.arn
        labels = world.labels
    }

    func enable(_ viewType: StreamViewType = .newAndOldImages) {
        labels += 1
        arn = engine.enable(
            table, label: "2026-01-0\(labels)T00:00:00.000", viewType: viewType, at: now)
    }

    func advance(hours: Double = 0, seconds: Double = 0) {
        let delta = Int64((hours * 3600 + seconds) * 1_000_000)
        now = now.advanced(byMicroseconds: delta)
        nanoseconds += UInt64(delta) * 1000
    }

    // MARK: writing

    static func image(_ key: Int, _ value: String) -> StreamChange.Image {
        let wire = Array(#"{"pk":{"S":"k\#(key)"},"v":{"S":"\#(value)"}}"#.utf8)
        return StreamChange.Image(wire: wire, size: wire.count)
    }

    static func change(_ key: Int, old: String?, new: String?, isExpiry: Bool = false)
        -> StreamChange
    {
        let keys = Array(#"{"pk":{"S":"k\#(key)"}}"#.utf8)
        return StreamChange(
            keyHash: UInt64(truncatingIfNeeded: key) &* 0x9E37_79B9_7F4A_7C15,
            keys: StreamChange.Image(wire: keys, size: 5), oldImage: old.map { image(key, $0) },
            newImage: new.map { image(key, $0) }, isExpiry: isExpiry)
    }

    /// Inserts items, each of a key of its own.
    func insert(_ keys: Range<Int>, value: String = "new") {
        engine.append(
            keys.map { Self.change($0, old: nil, new: value) }, tableARN: table.arn, at: now)
    }

    // MARK: reading

    func call(_ operation: String, _ members: [(String, JSONValue)]) throws -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        let reply = try engine.perform(
            operation, JSONValue.object(object).bytes,
            StreamCall(
                now: now, monotonicNanoseconds: nanoseconds, random: random.next(), stale: stale,
                isIteratorExpired: isIteratorExpired))
        return try JSONValue.parse(reply.span.bytes)
    }

    /// The name of the error that a call is refused with, and its text.
    func refusal(_ operation: String, _ members: [(String, JSONValue)]) throws -> String? {
        do {
            _ = try call(operation, members)
            return nil
        } catch let refusal as StreamRefusal {
            return "\(refusal.code): \(refusal.message)"
        }
    }

    func describe(_ members: [(String, JSONValue)] = []) throws -> JSONValue {
        let reply = try call("DescribeStream", arnMember + members)
        guard let description = reply["StreamDescription"] else { throw Malformed() }
        return description
    }

    static func shards(_ description: JSONValue) throws -> [Shard] {
        try (description["Shards"]?.array ?? []).map { shard in
            let range = shard["SequenceNumberRange"]
            guard let id = shard["ShardId"]?.string,
                let start = range?["StartingSequenceNumber"]?.string.flatMap({
                    SequenceNumber($0)
                })
            else { throw Malformed() }
            return Shard(
                id: id, parent: shard["ParentShardId"]?.string, start: start,
                end: range?["EndingSequenceNumber"]?.string.flatMap { SequenceNumber($0) })
        }
    }

    /// All shards, page by page.
    func shards(limit: Int = 100) throws -> [Shard] {
        var shards: [Shard] = []
        var last: String?
        repeat {
            var members: [(String, JSONValue)] = [("Limit", .integer(limit))]
            if let last { members.append(("ExclusiveStartShardId", .string(last))) }
            let description = try describe(members)
            shards += try Self.shards(description)
            last = description["LastEvaluatedShardId"]?.string
        } while last != nil
        return shards
    }

    func children(of shard: String) throws -> [Shard] {
        var filter = JSONObject()
        filter["Type"] = .string("CHILD_SHARDS")
        filter["ShardId"] = .string(shard)
        return try Self.shards(describe([("ShardFilter", .object(filter))]))
    }

    func iterator(_ shard: String, _ type: String = "TRIM_HORIZON", _ sequence: String? = nil)
        throws -> String
    {
        let reply = try call(
            "GetShardIterator", iteratorMembers(shard, type, sequence))
        guard let iterator = reply["ShardIterator"]?.string else { throw Malformed() }
        return iterator
    }

    func iteratorMembers(_ shard: String, _ type: String, _ sequence: String? = nil)
        -> [(String, JSONValue)]
    {
        var members: [(String, JSONValue)] = [
            ("StreamArn", .string(arn)), ("ShardId", .string(shard)),
            ("ShardIteratorType", .string(type)),
        ]
        if let sequence { members.append(("SequenceNumber", .string(sequence))) }
        return members
    }

    func page(_ iterator: String, limit: Int? = nil) throws -> Page {
        var members: [(String, JSONValue)] = [("ShardIterator", .string(iterator))]
        if let limit { members.append(("Limit", .integer(limit))) }
        let reply = try call("GetRecords", members)
        guard let records = reply["Records"]?.array else { throw Malformed() }
        return Page(records: records, next: reply["NextShardIterator"]?.string)
    }

    /// All records from an iterator to the end of the shard, or until so many pages were empty.
    func drain(_ start: String, limit: Int? = nil, emptyPagesMax: Int = 3) throws -> [JSONValue] {
        var records: [JSONValue] = []
        var iterator: String? = start
        var emptyPages = 0
        while let current = iterator, emptyPages < emptyPagesMax {
            let page = try page(current, limit: limit)
            emptyPages = page.records.isEmpty ? emptyPages + 1 : 0
            records += page.records
            iterator = page.next
        }
        return records
    }
}
