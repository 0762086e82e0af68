import DDBBase
import DDBShards
import DDBTestSupport

/// A record of the model: the nth change of a key.
struct ModelRecord: Hashable {
    var shard: Int
    var offset: Int
    var key: Int
    var version: Int
    var time: Int64
    var sequence: SequenceNumber
}

/// A stream service in memory: shards that roll, split and merge, trim and vanish, listed late.
struct ModelStream {
    struct Shard {
        var id: ShardID
        var createdAt: Int64
        var parents: [Int]
        var children: [Int] = []
        var keys: [Int]
        var records: [ModelRecord] = []
        var starting: SequenceNumber
        var ending: SequenceNumber?
        var closedAt: Int64?
        var visibleAt: Int64
        var closingVisibleAt: Int64 = .max
        var trimLag: Int64
        var goneLag: Int64
        var listedLag: Int64
        var trimmedCount = 0
    }

    static let retention = 24 * hour

    let history: SimulatedHistory
    private(set) var shards: [Shard] = []
    private(set) var isDisabled = false
    /// The shards that the reader was told of.
    private(set) var shown: Set<Int> = []
    var random: SimulationRandom
    private var counter = 1
    private var versions: [Int]
    private var indices: [ShardID: Int] = [:]

    init(_ history: SimulatedHistory) {
        self.history = history
        random = SimulationRandom(seed: history.seed ^ 0x5EED)
        versions = Array(repeating: 0, count: history.keyCount)
        for index in 0..<history.shardCount {
            let keys = (0..<history.keyCount).filter { $0 % history.shardCount == index }
            add(keys: keys, parents: [], at: dawn)
        }
    }

    static func sequence(_ counter: Int) -> SequenceNumber {
        guard let number = SequenceNumber("\(counter)000000000000000000007") else {
            preconditionFailure("a counter has few digits")
        }
        return number
    }

    func index(of shard: ShardID) -> Int {
        guard let index = indices[shard] else { preconditionFailure("no shard \(shard)") }
        return index
    }

    // MARK: what happens

    mutating func apply(_ step: SimulatedHistory.Step, at time: Int64) {
        switch step {
        case .write(let key):
            guard !isDisabled,
                let index = openIndices.first(where: { shards[$0].keys.contains(key) })
            else { return }
            versions[key] += 1
            counter += 1
            shards[index].records.append(
                ModelRecord(
                    shard: index, offset: shards[index].records.count, key: key,
                    version: versions[key], time: time, sequence: Self.sequence(counter)))
        case .rollover(let pick): replace(1, pick, at: time) { [$0] }
        case .split(let pick):
            replace(1, pick, at: time) { keys in
                [keys.filter { $0 % 2 == 0 }, keys.filter { $0 % 2 == 1 }]
            }
        case .merge(let pick): replace(2, pick, at: time) { [$0] }
        case .disable:
            guard !isDisabled else { return }
            isDisabled = true
            if history.closesOnDisable { for index in openIndices { close(index, at: time) } }
        case .pause, .restart, .setClockBack: break
        }
    }

    private var openIndices: [Int] { shards.indices.filter { shards[$0].closedAt == nil } }

    private mutating func replace(
        _ count: Int, _ pick: Int, at time: Int64, by children: ([Int]) -> [[Int]]
    ) {
        let open = openIndices
        guard !isDisabled, open.count >= count, shards.count < 24 else { return }
        let parents = (0..<count).map { open[(pick + $0) % open.count] }
        let keys = parents.flatMap { shards[$0].keys }
        for parent in parents { close(parent, at: time) }
        for keys in children(keys) { add(keys: keys, parents: parents, at: time) }
    }

    private mutating func close(_ index: Int, at time: Int64) {
        counter += 1
        shards[index].closedAt = time
        shards[index].ending =
            shards[index].records.last.flatMap { random.happens(0.5) ? $0.sequence : nil }
            ?? Self.sequence(counter)
        shards[index].closingVisibleAt = time + visibilityLag()
    }

    private mutating func visibilityLag() -> Int64 {
        random.time(0...(history.faults.isSlowListing ? 90 * second : second))
    }

    private mutating func add(keys: [Int], parents: [Int], at time: Int64) {
        counter += 1
        let index = shards.count
        let name: String
        switch history.service {
        case .streams:
            let milliseconds = String(time / 1000)
            let zeros = String(repeating: "0", count: 20 - milliseconds.count)
            name = "shardId-\(zeros)\(milliseconds)-\(String(index + 0x1000_0000, radix: 16))"
        case .kinesis:
            name = "shardId-\(String(index + 1_000_000_000_000).dropFirst())"
        }
        guard let id = ShardID(name) else { preconditionFailure("\(name) is no name") }
        indices[id] = index
        let isKinesis = history.service == .kinesis
        shards.append(
            Shard(
                id: id, createdAt: time, parents: parents, keys: keys,
                starting: Self.sequence(counter),
                visibleAt: isKinesis ? time : time + visibilityLag(),
                trimLag: random.time(0...hour / 2), goneLag: random.time(0...3 * hour),
                listedLag: random.time(0...20 * hour)))
        for parent in parents { shards[parent].children.append(index) }
    }

    /// Removes what is too old by a time.
    mutating func trim(at time: Int64) {
        for index in shards.indices {
            let horizon = time - Self.retention - shards[index].trimLag
            while shards[index].trimmedCount < shards[index].records.count,
                shards[index].records[shards[index].trimmedCount].time <= horizon
            {
                shards[index].trimmedCount += 1
            }
        }
    }

    func isGone(_ index: Int, at time: Int64) -> Bool {
        guard let closedAt = shards[index].closedAt else { return false }
        return time > closedAt + Self.retention + shards[index].trimLag + shards[index].goneLag
    }

    // MARK: what is asked

    mutating func listing(after token: String?, at time: Int64) -> ShardListing {
        let first = token.flatMap { Int($0) } ?? 0
        let size = 3
        var next = first < shards.count - size ? String(first + size) : nil
        if token != nil, next != nil, random.happens(history.faults.repeatedTokens) { next = token }
        if next != nil, random.happens(history.faults.emptyListingPages) {
            return ShardListing([], next: "0\(token ?? "0")", isStreamDisabled: isDisabled)
        }
        var page: [ListedShard] = []
        for index in first..<min(first + size, shards.count) {
            guard let shard = description(of: index, at: time) else { continue }
            if !random.happens(history.faults.missingShards) {
                page.append(shard)
                shown.insert(index)
            }
        }
        return ShardListing(page, next: next, isStreamDisabled: isDisabled)
    }

    private func description(of index: Int, at time: Int64) -> ListedShard? {
        let shard = shards[index]
        guard shard.visibleAt <= time else { return nil }
        if let closedAt = shard.closedAt, time > closedAt + Self.retention + shard.listedLag {
            return nil
        }
        return ListedShard(
            shard.id, parent: shard.parents.first.map { shards[$0].id },
            adjacentParent: shard.parents.count > 1 ? shards[shard.parents[1]].id : nil,
            startingSequence: shard.starting,
            endingSequence: shard.closingVisibleAt <= time ? shard.ending : nil)
    }

    mutating func children(of id: ShardID, at time: Int64) -> [ListedShard] {
        guard !random.happens(history.faults.lateChildren) else { return [] }
        return show(shards[index(of: id)].children, at: time)
    }

    private mutating func show(_ indices: [Int], at time: Int64) -> [ListedShard] {
        indices.compactMap { index in
            guard let shard = description(of: index, at: time) else { return nil }
            shown.insert(index)
            return shard
        }
    }

    /// An iterator as `SHARD OFFSET TIME`, or the failure.
    mutating func iterator(
        _ id: ShardID, from start: ShardAction.IteratorStart, at time: Int64
    ) -> (token: String?, failure: RequestFailure?) {
        let index = index(of: id)
        guard !isGone(index, at: time) else { return (nil, .notFound) }
        let shard = shards[index]
        let offset: Int
        switch start {
        case .trimHorizon: offset = shard.trimmedCount
        case .latest: offset = shard.records.count
        case .at(let sequence):
            offset = shard.records.firstIndex { $0.sequence >= sequence } ?? shard.records.count
        case .after(let sequence):
            offset = shard.records.firstIndex { $0.sequence > sequence } ?? shard.records.count
        case .time(let moment):
            offset = max(
                shard.trimmedCount,
                shard.records.firstIndex { $0.time >= moment.microseconds } ?? shard.records.count)
        }
        guard offset >= shard.trimmedCount else { return (nil, .trimmed) }
        return ("\(index) \(offset) \(time)", nil)
    }

    mutating func records(
        _ iterator: String, at time: Int64
    ) -> (records: [ModelRecord], reply: RecordsReply?, failure: RequestFailure?) {
        let parts = iterator.split(separator: " ").compactMap { Int64($0) }
        let (index, offset) = (Int(parts[0]), Int(parts[1]))
        guard time - parts[2] <= 15 * minute else { return ([], nil, .expired) }
        guard !isGone(index, at: time) else { return ([], nil, .notFound) }
        let shard = shards[index]
        guard offset >= shard.trimmedCount else { return ([], nil, .trimmed) }
        let isEmpty = random.happens(history.faults.emptyPages)
        let end = isEmpty ? offset : min(offset + history.recordsPerPage, shard.records.count)
        let records = Array(shard.records[offset..<end])
        let isLast = shard.closedAt != nil && end == shard.records.count && !isEmpty
        var children: [ListedShard] = []
        if isLast, history.service == .kinesis, !random.happens(history.faults.lateChildren) {
            children = show(shard.children, at: time)
        }
        let numbers = records.last.map { last in
            RecordsReply.Records(
                count: records.count, byteCount: 100_000 * records.count, last: last.sequence,
                lastWritten: Instant(microseconds: last.time))
        }
        return (
            records,
            RecordsReply(
                numbers, nextIterator: isLast ? nil : "\(index) \(end) \(time)",
                isAtTip: history.service == .kinesis && end == shard.records.count,
                children: children), nil
        )
    }
}
