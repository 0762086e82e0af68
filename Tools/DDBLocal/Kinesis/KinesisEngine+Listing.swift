import DDBBase
import DDBJSON

extension KinesisEngine {
    /// What the token of a listing says: the stream, the last shard, the filter, and since when it
    /// can be used.
    private struct Token {
        var name: String
        var lastID: String
        var filter: String
        var issuedAt: Instant

        /// ```
        /// text = base64(issued "|" last shard "|" filter "|" stream)
        /// ```
        var text: String {
            let bytes = Array("\(issuedAt.microseconds)|\(lastID)|\(filter)|\(name)".utf8)
            return Base64.encode(bytes.span.bytes)
        }

        init(name: String, lastID: String, filter: String, issuedAt: Instant) {
            self.name = name
            self.lastID = lastID
            self.filter = filter
            self.issuedAt = issuedAt
        }

        init?(_ text: String) {
            guard let bytes = Base64.decode(text) else { return nil }
            let parts = String(decoding: bytes, as: UTF8.self)
                .split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4, let issued = Int64(parts[0]) else { return nil }
            issuedAt = Instant(microseconds: issued)
            lastID = String(parts[1])
            filter = String(parts[2])
            name = String(parts[3])
        }
    }

    /// Which shards a listing shows.
    private enum Filter {
        case all
        case after(String)
        /// Those that were open at a moment, or at it and later; nil is the horizon.
        case openAt(Instant?)
        case openFrom(Instant?)
        case latest

        /// As a token keeps it.
        var text: String {
            switch self {
            case .all: "all"
            case .after(let id): "after \(id)"
            case .openAt(let moment): "at \(moment?.microseconds ?? -1)"
            case .openFrom(let moment): "from \(moment?.microseconds ?? -1)"
            case .latest: "latest"
            }
        }

        init?(_ text: String) {
            let words = text.split(separator: " ").map(String.init)
            let microseconds = words.count == 2 ? Int64(words[1]) : nil
            let moment = microseconds.flatMap { $0 < 0 ? nil : Instant(microseconds: $0) }
            switch (words.first ?? "", words.count) {
            case ("all", 1): self = .all
            case ("latest", 1): self = .latest
            case ("after", 2): self = .after(words[1])
            case ("at", 2): self = .openAt(moment)
            case ("from", 2): self = .openFrom(moment)
            default: return nil
            }
        }

        init(_ request: StreamRequest) throws(StreamRefusal) {
            let type = try request.required("Type", 1...100)
            switch type {
            case "AFTER_SHARD_ID": self = .after(try request.required("ShardId", 1...128))
            case "AT_TRIM_HORIZON": self = .openAt(nil)
            case "FROM_TRIM_HORIZON": self = .openFrom(nil)
            case "AT_LATEST": self = .latest
            case "AT_TIMESTAMP", "FROM_TIMESTAMP":
                guard let moment = try request.instant("Timestamp") else {
                    throw .invalidArgument("The shard filter \(type) needs a Timestamp.")
                }
                self = type == "AT_TIMESTAMP" ? .openAt(moment) : .openFrom(moment)
            default:
                throw .constraint(
                    type, at: "shardFilter.type",
                    "Member must satisfy enum value set: [AT_TRIM_HORIZON, FROM_TRIM_HORIZON, "
                        + "AT_LATEST, AFTER_SHARD_ID, AT_TIMESTAMP, FROM_TIMESTAMP]")
            }
        }

        func shows(_ shard: KinesisShard, horizon: Instant) -> Bool {
            func wasOpen(at moment: Instant) -> Bool {
                shard.createdAt <= moment && (shard.closedAt.map { $0 > moment } ?? true)
            }
            switch self {
            case .all: return true
            case .after(let id): return shard.id > id
            case .latest: return shard.isOpen
            case .openAt(let moment?): return wasOpen(at: moment)
            case .openFrom(let moment?): return shard.closedAt.map { $0 > moment } ?? true
            case .openAt(nil): return wasOpen(at: horizon) || shard.parentID == nil
            case .openFrom(nil): return true
            }
        }
    }

    func listShards(
        _ request: StreamRequest, _ call: StreamCall
    ) throws(StreamRefusal) -> [UInt8] {
        let limit =
            try request.integer("MaxResults", 1...KinesisSettings.listedMax)
            ?? KinesisSettings.listedDefault
        var start = try request.text("ExclusiveStartShardId", 1...128)
        var filter = Filter.all
        let name: String
        if let text = try request.text("NextToken", 1...1_048_576) {
            guard try request.text("StreamName", 0...2048) == nil, start == nil else {
                throw .invalidArgument("NextToken and StreamName cannot be provided together.")
            }
            guard let token = Token(text), let itsFilter = Filter(token.filter) else {
                throw .invalidArgument("Invalid NextToken.")
            }
            let age = call.now.microseconds - token.issuedAt.microseconds
            guard age <= settings.tokenLife.wholeMicroseconds else {
                throw StreamRefusal(
                    code: "ExpiredNextTokenException", message: "The NextToken has expired.")
            }
            (name, start, filter) = (token.name, token.lastID, itsFilter)
        } else {
            name = try self.name(in: request)
            if let object = try request.object("ShardFilter") { filter = try Filter(object) }
        }
        return try with(name, at: call.now) { stream throws(StreamRefusal) in
            let horizon = max(stream.horizon(at: call.now), stream.createdAt)
            let newest = Set(
                call.stale.contains(.missingNewest)
                    ? stream.openShards.filter { $0.parentID != nil }.map(\.id) : [])
            let all = stream.shards.filter { shard in
                filter.shows(shard, horizon: horizon) && !newest.contains(shard.id)
                    && (start.map { $0 < shard.id } ?? true)
            }
            let listed = all.prefix(limit)
            var writer = JSONWriter()
            writer.beginObject()
            if listed.count < all.count, let last = listed.last {
                let token = Token(
                    name: name, lastID: last.id, filter: filter.text, issuedAt: call.now)
                writer.member("NextToken", token.text)
            }
            writer.name("Shards")
            writer.beginArray()
            for shard in listed { Self.write(shard, to: &writer) }
            writer.endArray()
            writer.endObject()
            return writer.bytes
        }
    }

    static func write(_ shard: KinesisShard, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("ShardId", shard.id)
        writer.member("ParentShardId", shard.parentID)
        writer.member("AdjacentParentShardId", shard.adjacentParentID)
        writeHashes(of: shard, to: &writer)
        writer.name("SequenceNumberRange")
        writer.beginObject()
        writer.member("StartingSequenceNumber", KinesisSequence.text(shard.startingSequence))
        writer.member("EndingSequenceNumber", shard.endingSequence.map(KinesisSequence.text))
        writer.endObject()
        writer.endObject()
    }

    static func writeHashes(of shard: KinesisShard, to writer: inout JSONWriter) {
        writer.name("HashKeyRange")
        writer.beginObject()
        writer.member("StartingHashKey", String(shard.hashes.lowerBound))
        writer.member("EndingHashKey", String(shard.hashes.upperBound))
        writer.endObject()
    }
}
