import DDBBase
import DDBDigest
import DDBJSON

/// A Kinesis stream: its shards, of which the open ones share the hashes of partition keys.
///
/// Touched only under the lock of ``KinesisEngine``.
final class KinesisStream {
    let name: String
    let arn: String
    let createdAt: Instant
    private let settings: KinesisSettings
    /// In the order in which they were made, which is that of their ids.
    private(set) var shards: [KinesisShard] = []
    private var shardCount = 0
    private var nextSequence = SequenceNumber(1_000_000_000_000)
    private var trimmedAt: Instant
    /// Is told what happens; nil where nobody keeps it.
    var keep: (@Sendable (KinesisNote) -> Void)?

    /// Makes a stream that has no shards yet; those that are brought back.
    init(_ name: String, arn: String, settings: KinesisSettings, now: Instant) {
        self.name = name
        self.arn = arn
        self.settings = settings
        createdAt = now
        trimmedAt = now
    }

    /// Makes a stream whose shards share all hashes.
    convenience init(
        _ name: String, arn: String, shardCount: Int, settings: KinesisSettings, now: Instant,
        keep: (@Sendable (KinesisNote) -> Void)?
    ) {
        self.init(name, arn: arn, settings: settings, now: now)
        self.keep = keep
        keep?(.created(stream: name, at: now))
        let count = UInt128(max(1, shardCount))
        let width = UInt128.max / count
        for index in 0..<count {
            let high = index + 1 < count ? width * (index + 1) - 1 : .max
            open((width * index)...high, nil, nil, at: now)
        }
    }

    var openShards: [KinesisShard] { shards.filter(\.isOpen) }

    func shard(_ id: String) -> KinesisShard? { shards.first { $0.id == id } }

    /// The number that the next record will have at least.
    var upcomingSequence: SequenceNumber { nextSequence }

    private func takeSequence() -> SequenceNumber {
        defer { nextSequence = SequenceNumber(nextSequence.value + 3) }
        return nextSequence
    }

    // MARK: records

    /// The place of a partition key: the MD5 of its text.
    static func hash(of partitionKey: String) -> UInt128 {
        do {
            return try md5(Array(partitionKey.utf8)).reduce(0) { $0 << 8 | UInt128($1) }
        } catch {
            preconditionFailure("the machine has no MD5: \(error)")
        }
    }

    private static func md5(_ bytes: [UInt8]) throws(DigestError) -> [UInt8] {
        try Digest.md5(bytes.span.bytes)
    }

    /// Appends a record to the shard of its hash.
    ///
    /// - Returns: The shard, and the record's number.
    func put(
        _ data: [UInt8], partitionKey: String, hash: UInt128? = nil, at now: Instant
    ) -> (shardID: String, sequence: SequenceNumber) {
        let hash = hash ?? Self.hash(of: partitionKey)
        guard let shard = shards.first(where: { $0.isOpen && $0.hashes.contains(hash) }) else {
            preconditionFailure("open shards cover all hashes")
        }
        let sequence = takeSequence()
        shard.log.append(sequence, at: now) { bytes in
            var writer = JSONWriter(appendingTo: bytes)
            bytes = []
            writer.beginObject()
            writer.name("ApproximateArrivalTimestamp")
            writer.number(Self.seconds(now))
            writer.member("Data", base64: data)
            writer.member("PartitionKey", partitionKey)
            writer.member("SequenceNumber", KinesisSequence.text(sequence))
            writer.endObject()
            bytes = writer.takeBytes()
        }
        if let keep, let record = shard.log.newest {
            keep(.recorded(stream: name, shardID: shard.id, record))
        }
        return (shard.id, sequence)
    }

    /// Seconds with three digits behind the point, as Kinesis writes times.
    static func seconds(_ moment: Instant) -> String {
        let milliseconds = max(0, moment.milliseconds)
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(milliseconds / 1000).\(fraction)"
    }

    // MARK: shards

    /// Divides a shard at a hash, with which the second child begins.
    ///
    /// - Returns: Whether the hash lies inside of the shard, which is open.
    func split(_ shard: KinesisShard, at hash: UInt128, now: Instant) -> Bool {
        guard shard.isOpen, hash > shard.hashes.lowerBound, hash <= shard.hashes.upperBound else {
            return false
        }
        close(shard, at: now)
        open(shard.hashes.lowerBound...(hash - 1), shard.id, nil, at: now)
        open(hash...shard.hashes.upperBound, shard.id, nil, at: now)
        return true
    }

    /// Makes one shard of two.
    ///
    /// - Returns: Whether they are open and lie side by side.
    func merge(_ first: KinesisShard, _ second: KinesisShard, now: Instant) -> Bool {
        let (low, high) =
            first.hashes.lowerBound < second.hashes.lowerBound ? (first, second) : (second, first)
        guard low.isOpen, high.isOpen, low !== high,
            low.hashes.upperBound < .max, low.hashes.upperBound + 1 == high.hashes.lowerBound
        else { return false }
        close(low, at: now)
        close(high, at: now)
        open(
            low.hashes.lowerBound...high.hashes.upperBound, first.id, second.id, at: now)
        return true
    }

    private func close(_ shard: KinesisShard, at now: Instant) {
        let sequence = takeSequence()
        shard.close(at: now, sequence)
        keep?(.closed(stream: name, shardID: shard.id, sequence, at: now))
    }

    private func open(
        _ hashes: ClosedRange<UInt128>, _ parentID: String?, _ adjacentParentID: String?,
        at now: Instant
    ) {
        let digits = String(shardCount)
        shardCount += 1
        let id = Self.idPrefix + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        let shard = KinesisShard(
            id: id, parentID: parentID, adjacentParentID: adjacentParentID, hashes: hashes,
            createdAt: now, startingSequence: takeSequence())
        shards.append(shard)
        keep?(.opened(stream: name, shard.note))
    }

    private static let idPrefix = "shardId-"

    // MARK: keeping

    /// The notes that bring back the stream.
    var snapshot: [KinesisSnapshot.Part] {
        var parts: [KinesisSnapshot.Part] = [.note(.created(stream: name, at: createdAt))]
        for shard in shards {
            parts.append(.note(.opened(stream: name, shard.note)))
            if let trimmed = shard.log.trimmedThrough {
                parts.append(.note(.trimmed(stream: name, shardID: shard.id, trimmed)))
            }
            parts.append(.records(stream: name, shardID: shard.id, shard.log))
            if let sequence = shard.endingSequence, let moment = shard.closedAt {
                parts.append(
                    .note(.closed(stream: name, shardID: shard.id, sequence, at: moment)))
            }
        }
        return parts
    }

    /// Does what a note says.
    ///
    /// - Returns: Whether it fits the stream.
    func restore(_ note: KinesisNote) -> Bool {
        switch note {
        case .created, .deleted: return true
        case .opened(_, let made):
            guard let number = Int(made.id.dropFirst(Self.idPrefix.count)),
                made.id.hasPrefix(Self.idPrefix), number >= shardCount
            else { return false }
            shards.append(KinesisShard(made))
            shardCount = number + 1
            pass(made.startingSequence)
            return true
        case .closed(_, let id, let sequence, let moment):
            guard let shard = shard(id), shard.isOpen else { return false }
            shard.close(at: moment, sequence)
            pass(sequence)
            return true
        case .trimmed(_, let id, let sequence):
            guard let shard = shard(id), shard.log.last == nil else { return false }
            shard.log.restore(trimmedThrough: sequence)
            pass(sequence)
            return true
        case .recorded(_, let id, let record):
            guard let shard = shard(id), shard.log.last.map({ $0 < record.sequence }) ?? true
            else { return false }
            shard.log.append(record.sequence, at: record.time) { bytes in
                bytes.append(contentsOf: record.bytes)
            }
            pass(record.sequence)
            return true
        }
    }

    /// Numbers go on behind one that was given.
    private func pass(_ sequence: SequenceNumber) {
        nextSequence = max(nextSequence, SequenceNumber(sequence.value + 3))
    }

    // MARK: time

    /// Forgets records, and closed shards with all of theirs, that are too old.
    func advance(to now: Instant) {
        guard now.microseconds - trimmedAt.microseconds >= 1_000_000 else { return }
        trimmedAt = now
        let horizon = horizon(at: now)
        for shard in shards { shard.log.trim(before: horizon) }
        shards.removeAll { shard in shard.closedAt.map { $0 < horizon } ?? false }
    }

    /// Before when records are gone.
    func horizon(at now: Instant) -> Instant {
        now.advanced(byMicroseconds: -settings.retention.wholeMicroseconds)
    }
}
