import DDBBase
import DDBJSON

extension KinesisEngine {
    func getShardIterator(
        _ request: StreamRequest, _ call: StreamCall
    ) throws(StreamRefusal) -> [UInt8] {
        let shardID = try request.required("ShardId", 1...128)
        let type = try request.required("ShardIteratorType", 1...100)
        let text = try request.text("StartingSequenceNumber", 1...128)
        let moment = try request.instant("Timestamp")
        return try with(request, at: call.now) { stream throws(StreamRefusal) in
            let shard = try Self.shard(shardID, of: stream, accountID)
            let position = try Self.position(type, text, moment, in: shard, of: stream, call.now)
            let iterator = ShardIterator(
                streamARN: stream.arn, shardID: shardID, position: position, reader: 0,
                issuedAt: call.now)
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("ShardIterator", Self.text(iterator))
            writer.endObject()
            return writer.bytes
        }
    }

    private static func text(_ iterator: ShardIterator) -> String {
        let bytes = Array(iterator.text.utf8)
        return Base64.encode(bytes.span.bytes)
    }

    private static func position(
        _ type: String, _ text: String?, _ moment: Instant?, in shard: KinesisShard,
        of stream: KinesisStream, _ now: Instant
    ) throws(StreamRefusal) -> ShardIterator.Position {
        switch type {
        case "TRIM_HORIZON": return .horizon
        case "LATEST": return .from(stream.upcomingSequence)
        case "AT_TIMESTAMP":
            guard let moment else {
                throw .invalidArgument("Must specify a Timestamp for AT_TIMESTAMP.")
            }
            guard moment <= now else {
                throw .invalidArgument("The timestamp cannot be in the future.")
            }
            return .from(shard.log.first(from: moment) ?? stream.upcomingSequence)
        case "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER":
            guard let text else {
                throw .invalidArgument("Must specify a StartingSequenceNumber for \(type).")
            }
            guard let sequence = KinesisSequence.sequence(text),
                sequence >= shard.startingSequence,
                shard.endingSequence.map({ sequence <= $0 }) ?? (sequence < stream.upcomingSequence)
            else {
                throw .invalidArgument(
                    "StartingSequenceNumber \(text) used in GetShardIterator on shard \(shard.id) "
                        + "in stream \(stream.name) is invalid.")
            }
            return .from(type == "AT_SEQUENCE_NUMBER" ? sequence : sequence.next)
        default:
            throw .constraint(
                type, at: "shardIteratorType",
                "Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, "
                    + "AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]")
        }
    }

    func getRecords(
        _ request: StreamRequest, _ call: StreamCall
    ) throws(StreamRefusal) -> [UInt8] {
        let text = try request.required("ShardIterator", 1...1024)
        let limit = try request.integer("Limit", 1...KinesisSettings.pageRecordsMax)
        guard let bytes = Base64.decode(text),
            let iterator = ShardIterator(String(decoding: bytes, as: UTF8.self))
        else { throw .invalidArgument("Invalid ShardIterator.") }
        let age = call.now.microseconds - iterator.issuedAt.microseconds
        guard age <= settings.iteratorLife.wholeMicroseconds, !call.isIteratorExpired else {
            throw StreamRefusal(
                code: "ExpiredIteratorException",
                message: "Iterator expired. The iterator was created at time "
                    + "\(iterator.issuedAt.iso8601) while right now it is \(call.now.iso8601) "
                    + "which is further in the future than the tolerated delay of "
                    + "\(settings.iteratorLife.components.seconds * 1000) milliseconds.")
        }
        let name = iterator.streamARN.split(separator: "/").last.map(String.init) ?? ""
        return try with(name, at: call.now) { stream throws(StreamRefusal) in
            let shard = try Self.shard(iterator.shardID, of: stream, accountID)
            guard shard.admitsRead(at: call.monotonicNanoseconds, settings) else {
                throw StreamRefusal(
                    code: "ProvisionedThroughputExceededException",
                    message: "Rate exceeded for shard \(shard.id) in stream \(name) under account "
                        + "\(accountID).")
            }
            return page(
                of: shard, in: stream, from: iterator,
                limit: limit ?? KinesisSettings.pageRecordsMax, call)
        }
    }

    private func page(
        of shard: KinesisShard, in stream: KinesisStream, from iterator: ShardIterator,
        limit: Int, _ call: StreamCall
    ) -> [UInt8] {
        // What has been trimmed is passed over, as Kinesis does.
        var start = shard.log.first ?? shard.startingSequence
        if case .from(let sequence) = iterator.position { start = max(start, sequence) }
        var reply = Array(#"{"Records":["#.utf8)
        let page = shard.log.read(
            from: start, recordsMax: limit, bytesMax: KinesisSettings.pageBytesMax, into: &reply)
        shard.charge(bytes: reply.count, at: call.monotonicNanoseconds, settings)
        var writer = JSONWriter(appendingTo: reply + Array("],".utf8))
        let isAtEnd = !shard.isOpen && !page.hasMore
        if isAtEnd {
            writer.name("NextShardIterator")
            writer.null()
            writer.name("ChildShards")
            writer.beginArray()
            for child in stream.shards
            where child.parentID == shard.id || child.adjacentParentID == shard.id {
                writer.beginObject()
                writer.member("ShardId", child.id)
                writer.member(
                    "ParentShards",
                    [child.parentID, child.adjacentParentID].compactMap { $0 })
                Self.writeHashes(of: child, to: &writer)
                writer.endObject()
            }
            writer.endArray()
        } else {
            var next = iterator
            next.issuedAt = call.now
            next.position = .from(page.last?.next ?? start)
            writer.member("NextShardIterator", Self.text(next))
        }
        let lag = page.hasMore ? page.lastTime.map { call.now.milliseconds - $0.milliseconds } : 0
        writer.member("MillisBehindLatest", Int(max(0, lag ?? 0)))
        writer.endObject()
        return writer.bytes
    }

    // MARK: writing

    func putRecord(_ request: StreamRequest, _ now: Instant) throws(StreamRefusal) -> [UInt8] {
        let record = try Self.record(request)
        return try with(request, at: now) { stream throws(StreamRefusal) in
            let place = stream.put(
                record.data, partitionKey: record.partitionKey, hash: record.hash, at: now)
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("SequenceNumber", KinesisSequence.text(place.sequence))
            writer.member("ShardId", place.shardID)
            writer.endObject()
            return writer.bytes
        }
    }

    func putRecords(
        _ request: StreamRequest, _ call: StreamCall, failsRecords: Bool
    ) throws(StreamRefusal) -> [UInt8] {
        var records: [(data: [UInt8], partitionKey: String, hash: UInt128?)] = []
        for object in try request.objects("Records") { records.append(try Self.record(object)) }
        guard (1...KinesisSettings.putRecordsMax).contains(records.count) else {
            throw .constraint(
                "[\(records.count) records]", at: "records",
                records.isEmpty
                    ? "Member must have length greater than or equal to 1"
                    : "Member must have length less than or equal to "
                        + "\(KinesisSettings.putRecordsMax)")
        }
        return try with(request, at: call.now) { stream throws(StreamRefusal) in
            var failures = 0
            var results = JSONWriter()
            results.beginArray()
            for (index, record) in records.enumerated() {
                results.beginObject()
                // Every other one, beginning with either, so that none of one is ever let through.
                if failsRecords, (UInt64(index) + call.random) % 2 == 0 {
                    failures += 1
                    results.member("ErrorCode", "ProvisionedThroughputExceededException")
                    results.member(
                        "ErrorMessage",
                        "Rate exceeded for stream \(stream.name) under account \(accountID).")
                } else {
                    let place = stream.put(
                        record.data, partitionKey: record.partitionKey, hash: record.hash,
                        at: call.now)
                    results.member("SequenceNumber", KinesisSequence.text(place.sequence))
                    results.member("ShardId", place.shardID)
                }
                results.endObject()
            }
            results.endArray()
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("FailedRecordCount", failures)
            writer.name("Records")
            writer.raw(results.bytes)
            writer.endObject()
            return writer.bytes
        }
    }

    private static func record(
        _ request: StreamRequest
    ) throws(StreamRefusal) -> (data: [UInt8], partitionKey: String, hash: UInt128?) {
        guard let data = try request.bytes("Data") else {
            throw .constraint(nil, at: "data", "Member must not be null")
        }
        let key = try request.required("PartitionKey", 1...256)
        guard data.count + key.utf8.count <= KinesisSettings.recordBytesMax else {
            throw .constraint(
                "[\(data.count) bytes]", at: "data",
                "Member must have length less than or equal to \(KinesisSettings.recordBytesMax)")
        }
        var hash: UInt128?
        if let text = try request.text("ExplicitHashKey", 1...39) {
            guard let value = UInt128(text) else {
                throw .invalidArgument(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the "
                        + "range: [0, 2^128-1]. Specified value was \(text)")
            }
            hash = value
        }
        return (data, key, hash)
    }
}
