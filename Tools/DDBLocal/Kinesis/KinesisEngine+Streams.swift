import DDBBase
import DDBJSON

extension KinesisEngine {
    /// The operations, by the names that requests have.
    package static let operations: Set<String> = [
        "CreateStream", "DeleteStream", "ListStreams", "DescribeStream", "DescribeStreamSummary",
        "ListShards", "SplitShard", "MergeShards", "GetShardIterator", "GetRecords", "PutRecord",
        "PutRecords",
    ]

    /// Performs an operation and returns the body of its reply.
    ///
    /// - Parameter failsRecords: Whether some records of a PutRecords are refused.
    /// - Throws: ``StreamRefusal`` where Kinesis would refuse it.
    package func perform(
        _ operation: String, _ body: [UInt8], _ call: StreamCall, failsRecords: Bool = false
    ) throws(StreamRefusal) -> [UInt8] {
        let request = try StreamRequest(body)
        switch operation {
        case "CreateStream": return try createStream(request, call.now)
        case "DeleteStream": return try deleteStream(request, call.now)
        case "ListStreams": return try listStreams(request, call.now)
        case "DescribeStream": return try describeStream(request, call.now)
        case "DescribeStreamSummary": return try describeSummary(request, call.now)
        case "ListShards": return try listShards(request, call)
        case "SplitShard": return try splitShard(request, call.now)
        case "MergeShards": return try mergeShards(request, call.now)
        case "GetShardIterator": return try getShardIterator(request, call)
        case "GetRecords": return try getRecords(request, call)
        case "PutRecord": return try putRecord(request, call.now)
        case "PutRecords":
            return try putRecords(request, call, failsRecords: failsRecords)
        default: throw StreamRefusal(code: "UnknownOperationException", message: "")
        }
    }

    private func createStream(
        _ request: StreamRequest, _ now: Instant
    ) throws(StreamRefusal) -> [UInt8] {
        let name = try request.required("StreamName", 1...128)
        let isWord = name.utf8.allSatisfy { byte in
            byte &- 0x30 < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
                || [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(byte)
        }
        guard isWord else {
            throw .constraint(
                name, at: "streamName",
                "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")
        }
        // A stream on demand begins with four shards.
        let count = try request.integer("ShardCount", 1...KinesisSettings.shardsMax) ?? 4
        let stream = arn(name)
        return try withStreams(at: now) { state throws(StreamRefusal) in
            guard state.streams[name] == nil else {
                throw StreamRefusal(
                    code: "ResourceInUseException",
                    message: "Stream \(name) under account \(accountID) already exists.")
            }
            state.streams[name] = KinesisStream(
                name, arn: stream, shardCount: count, settings: settings, now: now,
                keep: state.keep)
            return []
        }
    }

    private func deleteStream(
        _ request: StreamRequest, _ now: Instant
    ) throws(StreamRefusal) -> [UInt8] {
        let name = try name(in: request)
        return try withStreams(at: now) { state throws(StreamRefusal) in
            guard state.streams.removeValue(forKey: name) != nil else {
                throw .notFound("Stream \(name) under account \(accountID) not found.")
            }
            state.keep?(.deleted(stream: name))
            return []
        }
    }

    private func listStreams(
        _ request: StreamRequest, _ now: Instant
    ) throws(StreamRefusal) -> [UInt8] {
        let limit = try request.integer("Limit", 1...10_000) ?? 100
        let start = try request.text("ExclusiveStartStreamName", 1...128)
        let names = try withStreams(at: now) { state throws(StreamRefusal) in
            state.streams.keys.filter { name in start.map { $0 < name } ?? true }.sorted()
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("HasMoreStreams")
        writer.bool(names.count > limit)
        writer.name("StreamNames")
        writer.beginArray()
        for name in names.prefix(limit) { writer.string(name) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func describeSummary(
        _ request: StreamRequest, _ now: Instant
    ) throws(StreamRefusal) -> [UInt8] {
        try with(request, at: now) { stream throws(StreamRefusal) in
            var writer = JSONWriter()
            writer.beginObject()
            writer.name("StreamDescriptionSummary")
            writer.beginObject()
            write(stream, to: &writer)
            writer.member("OpenShardCount", stream.openShards.count)
            writer.member("ConsumerCount", 0)
            writer.endObject()
            writer.endObject()
            return writer.bytes
        }
    }

    private func describeStream(
        _ request: StreamRequest, _ now: Instant
    ) throws(StreamRefusal) -> [UInt8] {
        let limit = try request.integer("Limit", 1...KinesisSettings.listedMax) ?? 100
        let start = try request.text("ExclusiveStartShardId", 1...128)
        return try with(request, at: now) { stream throws(StreamRefusal) in
            let all = stream.shards.filter { shard in start.map { $0 < shard.id } ?? true }
            var writer = JSONWriter()
            writer.beginObject()
            writer.name("StreamDescription")
            writer.beginObject()
            write(stream, to: &writer)
            writer.member("HasMoreShards", all.count > limit)
            writer.name("Shards")
            writer.beginArray()
            for shard in all.prefix(limit) { Self.write(shard, to: &writer) }
            writer.endArray()
            writer.endObject()
            writer.endObject()
            return writer.bytes
        }
    }

    /// Writes what both descriptions of a stream say.
    private func write(_ stream: KinesisStream, to writer: inout JSONWriter) {
        writer.member("StreamName", stream.name)
        writer.member("StreamARN", stream.arn)
        writer.member("StreamStatus", "ACTIVE")
        writer.member("RetentionPeriodHours", Int(settings.retention.components.seconds / 3600))
        writer.name("StreamCreationTimestamp")
        writer.number(KinesisStream.seconds(stream.createdAt))
        writer.name("EnhancedMonitoring")
        writer.beginArray()
        writer.beginObject()
        writer.name("ShardLevelMetrics")
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        writer.endArray()
        writer.member("EncryptionType", "NONE")
    }

    private func splitShard(
        _ request: StreamRequest, _ now: Instant
    ) throws(StreamRefusal) -> [UInt8] {
        let shardID = try request.required("ShardToSplit", 1...128)
        let text = try request.required("NewStartingHashKey", 1...39)
        return try with(request, at: now) { stream throws(StreamRefusal) in
            let shard = try Self.shard(shardID, of: stream, accountID)
            guard let hash = UInt128(text), stream.split(shard, at: hash, now: now) else {
                throw .invalidArgument(
                    "NewStartingHashKey \(text) used in SplitShard() on shard \(shardID) in stream "
                        + "\(stream.name) under account \(accountID) is not both greater than one "
                        + "plus the shard's StartingHashKey \(shard.hashes.lowerBound) and less "
                        + "than the shard's EndingHashKey \(shard.hashes.upperBound).")
            }
            return []
        }
    }

    private func mergeShards(
        _ request: StreamRequest, _ now: Instant
    ) throws(StreamRefusal) -> [UInt8] {
        let first = try request.required("ShardToMerge", 1...128)
        let second = try request.required("AdjacentShardToMerge", 1...128)
        return try with(request, at: now) { stream throws(StreamRefusal) in
            let shards = (
                try Self.shard(first, of: stream, accountID),
                try Self.shard(second, of: stream, accountID)
            )
            guard stream.merge(shards.0, shards.1, now: now) else {
                throw .invalidArgument(
                    "Shards \(first) and \(second) in stream \(stream.name) under account "
                        + "\(accountID) are not an adjacent pair of shards eligible for merging")
            }
            return []
        }
    }

    static func shard(
        _ id: String, of stream: KinesisStream, _ accountID: String
    ) throws(StreamRefusal) -> KinesisShard {
        guard let shard = stream.shard(id) else {
            throw .notFound(
                "Shard \(id) in stream \(stream.name) under account \(accountID) does not exist")
        }
        return shard
    }
}
