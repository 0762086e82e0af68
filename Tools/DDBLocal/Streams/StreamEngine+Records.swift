import DDBBase
import DDBJSON

extension StreamEngine {
    private static let iteratorTypes = [
        "TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER",
    ]

    func getShardIterator(
        _ request: StreamRequest, _ call: StreamCall
    ) throws(StreamRefusal) -> [UInt8] {
        let arn = try request.required("StreamArn", Self.arnLengths)
        let shardID = try request.required("ShardId", Self.shardIDLengths)
        let type = try request.required("ShardIteratorType", 0...100)
        guard Self.iteratorTypes.contains(type) else {
            throw .constraint(
                type, at: "shardIteratorType",
                "Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, "
                    + "AT_SEQUENCE_NUMBER, TRIM_HORIZON]")
        }
        let sequence = try Self.sequence(try request.text("SequenceNumber", 21...40), type)
        return try with(arn, at: call.now) { stream throws(StreamRefusal) in
            guard let shard = stream.shard(shardID) else {
                throw .notFound(
                    "Requested resource not found: Shard: \(shardID) in Stream: \(arn) not found")
            }
            stream.trim(shard, at: call.now)
            let iterator = ShardIterator(
                streamARN: arn, shardID: shardID,
                position: try Self.position(type, sequence, in: shard, of: stream),
                reader: UInt32(truncatingIfNeeded: call.random >> 32), issuedAt: call.now)
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("ShardIterator", iterator.text)
            writer.endObject()
            return writer.bytes
        }
    }

    /// The number that a type of iterator needs; nil where it needs none.
    private static func sequence(
        _ text: String?, _ type: String
    ) throws(StreamRefusal) -> SequenceNumber? {
        let needsSequence = type.hasSuffix("SEQUENCE_NUMBER")
        guard let text else {
            guard !needsSequence else {
                throw .validation(
                    "SequenceNumber must be provided for the ShardIteratorType \(type)")
            }
            return nil
        }
        guard needsSequence else {
            throw .validation(
                "SequenceNumber must not be provided for the ShardIteratorType \(type)")
        }
        guard let sequence = SequenceNumber(text) else {
            throw .validation("Invalid SequenceNumber: \(text)")
        }
        return sequence
    }

    private static func position(
        _ type: String, _ sequence: SequenceNumber?, in shard: StreamShard, of stream: TableStream
    ) throws(StreamRefusal) -> ShardIterator.Position {
        guard let sequence else {
            return type == "LATEST" ? .from(stream.upcomingSequence) : .horizon
        }
        let isInside =
            sequence >= shard.startingSequence
            && (shard.endingSequence.map { sequence <= $0 } ?? (sequence < stream.upcomingSequence))
        guard isInside else {
            throw .validation(
                "Invalid SequenceNumber: \(sequence.text) is not in the range of shard \(shard.id)")
        }
        let start = type == "AT_SEQUENCE_NUMBER" ? sequence : sequence.next
        if let trimmed = shard.log.trimmedThrough, start <= trimmed { throw .trimmed }
        return .from(start)
    }

    func getRecords(
        _ request: StreamRequest, _ call: StreamCall
    ) throws(StreamRefusal) -> [UInt8] {
        let text = try request.required("ShardIterator", 1...2048)
        let limit = try request.integer("Limit", 1...StreamSettings.pageRecordsMax)
        guard let iterator = ShardIterator(text) else {
            throw .validation("Invalid ShardIterator")
        }
        let age = call.now.microseconds - iterator.issuedAt.microseconds
        guard age <= limits.iteratorLife.wholeMicroseconds, !call.isIteratorExpired else {
            throw .expired
        }
        return try with(iterator.streamARN, at: call.now) { stream throws(StreamRefusal) in
            guard let shard = stream.shard(iterator.shardID) else { throw .trimmed }
            guard
                shard.admits(
                    iterator.reader, at: call.monotonicNanoseconds, readersMax: limits.readersMax)
            else { throw .tooManyReaders }
            stream.trim(shard, at: call.now)
            return try page(
                of: shard, from: iterator, limit: limit ?? StreamSettings.pageRecordsMax, call)
        }
    }

    private func page(
        of shard: StreamShard, from iterator: ShardIterator, limit: Int, _ call: StreamCall
    ) throws(StreamRefusal) -> [UInt8] {
        let start: SequenceNumber
        switch iterator.position {
        case .horizon:
            start =
                shard.log.first ?? shard.log.trimmedThrough?.next ?? shard.startingSequence
        case .from(let sequence): start = sequence
        }
        if iterator.position != .horizon, let trimmed = shard.log.trimmedThrough, start <= trimmed {
            throw .trimmed
        }
        var next = iterator
        next.issuedAt = call.now
        var reply = Array(#"{"Records":["#.utf8)
        let isWithheld =
            limits.emptyPageOneIn > 0 && call.random % UInt64(limits.emptyPageOneIn) == 0
        var isAtEnd = false
        if !isWithheld {
            let page = shard.log.read(
                from: start, recordsMax: limit, bytesMax: StreamSettings.pageBytesMax, into: &reply)
            next.position = .from(page.last?.next ?? start)
            // The last page of a closed shard may have records, or another one follows it.
            isAtEnd = !shard.isOpen && !page.hasMore && (page.count == 0 || call.random & 256 == 0)
        }
        reply.append(UInt8(ascii: "]"))
        if !isAtEnd {
            reply.append(contentsOf: #","NextShardIterator":""#.utf8)
            JSONText.escape(next.text, into: &reply)
            reply.append(UInt8(ascii: "\""))
        }
        reply.append(UInt8(ascii: "}"))
        return reply
    }
}
