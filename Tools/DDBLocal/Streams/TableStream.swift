import DDBBase

/// A stream of a table: its shards, of which the open ones share the partition keys' hashes.
///
/// Touched only under the lock of ``StreamEngine``.
final class TableStream {
    let table: StreamTable
    let arn: String
    let label: String
    let viewType: StreamViewType
    let createdAt: Instant
    /// When it was disabled.
    private(set) var disabledAt: Instant?
    /// By their ids.
    private(set) var shards: [StreamShard] = []
    private var shardsByID: [String: StreamShard] = [:]
    /// By the hashes that they begin with.
    private var openShards: [StreamShard] = []

    private let settings: StreamSettings
    private let random: any RandomSource
    private let writer: StreamRecordWriter
    /// Is told what happens; nil where nobody keeps it.
    var keep: (@Sendable (StreamNote) -> Void)?
    /// Begins so that numbers soon have a digit more: readers have to compare values, not texts.
    private var nextSequence = SequenceNumber(999_999_999_999_999_950_000)
    private var trimmedAt: Instant
    /// When the next shard is to be followed by another.
    private var nextDue = Instant(microseconds: .max)

    init(
        _ table: StreamTable, label: String, viewType: StreamViewType, region: String,
        settings: StreamSettings, random: any RandomSource, now: Instant,
        keep: (@Sendable (StreamNote) -> Void)? = nil, isRestored: Bool = false
    ) {
        self.table = table
        self.label = label
        self.viewType = viewType
        self.settings = settings
        self.random = random
        self.keep = keep
        arn = "\(table.arn)/stream/\(label)"
        createdAt = now
        trimmedAt = now
        writer = StreamRecordWriter(region: region, viewType: viewType)
        if !isRestored { openFirst(at: now) }
    }

    private func openFirst(at now: Instant) {
        keep?(.enabled(table, label: label, viewType: viewType, at: now))
        let count = UInt64(max(1, settings.initialShards))
        for index in 0..<count {
            let low = UInt64.max / count * index
            let high = index + 1 < count ? UInt64.max / count * (index + 1) - 1 : .max
            open(low...high, after: nil, at: now)
        }
    }

    var isEnabled: Bool { disabledAt == nil }

    /// The status that descriptions show.
    func status(at now: Instant, transition: Duration) -> String {
        let since = now.microseconds - (disabledAt ?? createdAt).microseconds
        let isSettled = since >= transition.wholeMicroseconds
        return if isEnabled {
            isSettled ? "ENABLED" : "ENABLING"
        } else {
            isSettled ? "DISABLED" : "DISABLING"
        }
    }

    /// A shard that is listed.
    func shard(_ id: String) -> StreamShard? { shardsByID[id] }

    /// The shards that take records.
    var open: [StreamShard] { openShards }

    /// The number that the next record will have at least.
    var upcomingSequence: SequenceNumber { nextSequence }

    // MARK: records

    /// Appends the record of a change.
    func append(_ change: StreamChange, at now: Instant) {
        guard let index = openIndex(of: change.keyHash) else { return }
        let shard = openShards[index]
        let sequence = takeSequence()
        let eventID = (random.next(), random.next())
        shard.log.append(sequence, at: now) { bytes in
            writer.append(change, sequence, at: now, eventID: eventID, to: &bytes)
        }
        if let keep, let record = shard.log.newest {
            keep(.recorded(arn: arn, shardID: shard.id, record))
        }
        let count = shard.countRecord(at: now)
        if settings.splitRecordsPerSecond > 0, count > settings.splitRecordsPerSecond,
            openShards.count < settings.openShardsMax
        {
            split(shard, at: now)
        }
    }

    private func openIndex(of hash: UInt64) -> Int? {
        var low = 0
        var high = openShards.count
        while low < high {
            let middle = (low + high) / 2
            if openShards[middle].hashes.upperBound < hash {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < openShards.count ? low : nil
    }

    /// Numbers grow by steps that differ, as they do in DynamoDB.
    private func takeSequence() -> SequenceNumber {
        let sequence = nextSequence
        nextSequence = SequenceNumber(sequence.value + 11 + UInt128(random.next() % 79))
        return sequence
    }

    // MARK: shards

    /// Closes a shard, which two of half its range follow.
    ///
    /// - Returns: The children; none where the shard is closed or has no two hashes.
    @discardableResult
    func split(_ shard: StreamShard, at now: Instant) -> [StreamShard] {
        let range = shard.hashes
        guard shard.isOpen, range.lowerBound < range.upperBound else { return [] }
        let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 2
        close(shard, at: now)
        return [
            open(range.lowerBound...middle, after: shard, at: now),
            open((middle + 1)...range.upperBound, after: shard, at: now),
        ]
    }

    /// Closes a shard, which another of its range follows.
    @discardableResult
    func roll(_ shard: StreamShard, at now: Instant) -> StreamShard? {
        guard shard.isOpen else { return nil }
        close(shard, at: now)
        return open(shard.hashes, after: shard, at: now)
    }

    /// Closes all shards for good.
    func disable(at now: Instant) {
        guard isEnabled else { return }
        advance(to: now)
        for shard in openShards { close(shard, at: now) }
        disabledAt = now
        keep?(.disabled(arn: arn, at: now))
    }

    private func close(_ shard: StreamShard, at now: Instant) {
        let sequence = takeSequence()
        shard.close(at: now, sequence)
        keep?(.closed(arn: arn, shardID: shard.id, sequence, at: now))
        if let index = openIndex(of: shard.hashes.lowerBound) { openShards.remove(at: index) }
    }

    @discardableResult
    private func open(
        _ hashes: ClosedRange<UInt64>, after parent: StreamShard?, at now: Instant
    ) -> StreamShard {
        var milliseconds = max(0, now.milliseconds)
        if let parent { milliseconds = max(milliseconds, parent.createdAt.milliseconds + 1) }
        let createdAt = max(now, Instant(milliseconds: milliseconds))
        let shard = StreamShard(
            id: id(milliseconds), parentID: parent?.id, hashes: hashes, createdAt: createdAt,
            endsAt: createdAt.advanced(byMicroseconds: life()), startingSequence: takeSequence())
        add(shard)
        keep?(.opened(arn: arn, shard.note))
        return shard
    }

    private func add(_ shard: StreamShard) {
        shardsByID[shard.id] = shard
        insert(shard, into: &shards) { $0.id < shard.id }
        insert(shard, into: &openShards) { $0.hashes.lowerBound < shard.hashes.lowerBound }
        nextDue = min(nextDue, shard.endsAt)
    }

    private func insert(
        _ shard: StreamShard, into shards: inout [StreamShard],
        _ isBefore: (StreamShard) -> Bool
    ) {
        var low = 0
        var high = shards.count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(shards[middle]) { low = middle + 1 } else { high = middle }
        }
        shards.insert(shard, at: low)
    }

    private func id(_ milliseconds: Int64) -> String {
        let digits = String(milliseconds)
        let zeros = String(repeating: "0", count: max(0, 20 - digits.utf8.count))
        while true {
            let bits = UInt32(truncatingIfNeeded: random.next())
            let hex = Hex.encode((0..<4).map { UInt8(truncatingIfNeeded: bits >> (24 - 8 * $0)) })
            let id = "shardId-\(zeros)\(digits)-\(hex)"
            if shardsByID[id] == nil { return id }
        }
    }

    private func life() -> Int64 {
        let spread = settings.shardLifeSpread.wholeMicroseconds
        let extra = spread > 0 ? Int64(random.next() % UInt64(spread)) : 0
        return settings.shardLife.wholeMicroseconds + extra
    }

    // MARK: keeping

    /// The notes that bring back the stream.
    var snapshot: [StreamSnapshot.Part] {
        var parts: [StreamSnapshot.Part] = [
            .note(.enabled(table, label: label, viewType: viewType, at: createdAt))
        ]
        for shard in shards {
            parts.append(.note(.opened(arn: arn, shard.note)))
            if let trimmed = shard.log.trimmedThrough {
                parts.append(.note(.trimmed(arn: arn, shardID: shard.id, trimmed)))
            }
            parts.append(.records(arn: arn, shardID: shard.id, shard.log))
            if let sequence = shard.endingSequence, let moment = shard.closedAt {
                parts.append(.note(.closed(arn: arn, shardID: shard.id, sequence, at: moment)))
            }
        }
        if let disabledAt { parts.append(.note(.disabled(arn: arn, at: disabledAt))) }
        return parts
    }

    /// Does what a note says.
    ///
    /// A note whose effect a snapshot already has is one that comes twice, and changes nothing.
    ///
    /// - Returns: Whether it fits the stream.
    func restore(_ note: StreamNote) -> Bool {
        switch note {
        case .enabled: return true
        case .disabled(_, let moment):
            disabledAt = moment
            return true
        case .opened(_, let made):
            guard shardsByID[made.id] == nil else { return true }
            add(StreamShard(made))
            pass(made.startingSequence)
            return true
        case .closed(_, let id, let sequence, let moment):
            guard let shard = shardsByID[id] else { return false }
            guard shard.isOpen else { return true }
            shard.close(at: moment, sequence)
            openShards.removeAll { $0 === shard }
            pass(sequence)
            return true
        case .trimmed(_, let id, let sequence):
            guard let shard = shardsByID[id], shard.log.last == nil else { return false }
            shard.log.restore(trimmedThrough: sequence)
            pass(sequence)
            return true
        case .recorded(_, let id, let record):
            guard let shard = shardsByID[id] else { return false }
            guard shard.log.last.map({ $0 < record.sequence }) ?? true else { return true }
            shard.log.append(record.sequence, at: record.time) { bytes in
                bytes.append(contentsOf: record.bytes)
            }
            pass(record.sequence)
            return true
        }
    }

    /// Numbers go on behind one that was given.
    private func pass(_ sequence: SequenceNumber) {
        nextSequence = max(nextSequence, SequenceNumber(sequence.value + 11))
    }

    // MARK: time

    /// Rolls over what has lived long enough, and forgets what is too old.
    func advance(to now: Instant) {
        // Of a long sleep only the shards matter that are still listed afterwards.
        let oldest = now.advanced(byMicroseconds: -settings.listing.wholeMicroseconds)
        while nextDue <= now {
            let due = openShards.filter { $0.endsAt <= now }
            nextDue = Instant(microseconds: .max)
            for shard in due { roll(shard, at: max(shard.endsAt, oldest)) }
            nextDue = openShards.reduce(nextDue) { min($0, $1.endsAt) }
        }
        guard now.microseconds - trimmedAt.microseconds >= Self.trimInterval else { return }
        trimmedAt = now
        for shard in shards { trim(shard, at: now) }
        let gone = shards.filter { shard in
            shard.closedAt.map { $0 <= oldest } ?? false
        }
        guard !gone.isEmpty else { return }
        for shard in gone { shardsByID[shard.id] = nil }
        shards.removeAll { shard in shard.closedAt.map { $0 <= oldest } ?? false }
    }

    private static let trimInterval: Int64 = 10_000_000

    /// Forgets the records of a shard that are too old.
    func trim(_ shard: StreamShard, at now: Instant) {
        shard.log.trim(
            before: now.advanced(byMicroseconds: -settings.retention.wholeMicroseconds))
    }

    /// Whether the stream was disabled so long ago that nobody can read it.
    func isGone(at now: Instant) -> Bool {
        guard let disabledAt else { return false }
        return now.microseconds - disabledAt.microseconds >= settings.retention.wholeMicroseconds
    }
}
