import DDBBase
import DDBShards
import Foundation

/// The time at which the runs begin.
private let noon: Int64 = 1_800_000_000_000_000
private let hour: Int64 = 3_600_000_000

private func shardID(_ number: Int, createdAt: Int64) throws -> ShardID {
    let name = String(format: "shardId-%020lld-%08x", createdAt / 1000, number)
    guard let id = ShardID(name) else { throw ShardsBenchmark.Failure() }
    return id
}

private func sequence(_ counter: Int) throws -> SequenceNumber {
    guard let number = SequenceNumber("\(counter)00000000000000910398") else {
        throw ShardsBenchmark.Failure()
    }
    return number
}

/// Reads open shards over and over.
struct PollRun {
    private let shardCount: Int
    private let events: Int
    private let sequences: [SequenceNumber]
    private var coordinator: ShardCoordinator
    private var now = noon
    private var wakeAt = Int64.max

    init(shardCount: Int, events: Int) throws {
        self.shardCount = shardCount
        self.events = events
        // Numbers rise, as a shard's do, and are made before, as a page's own are by its decoder.
        sequences = try (1...max(1, events)).map(sequence)
        var options = ShardCoordinatorOptions.dynamoDBStreams
        options.discoveryInterval = .seconds(1_000_000)
        coordinator = ShardCoordinator(options, seed: 1)
    }

    /// Tells events until there have been so many; gives their number.
    mutating func play() throws -> Int {
        var shards: [ListedShard] = []
        for number in 0..<shardCount {
            shards.append(
                ListedShard(
                    try shardID(number, createdAt: noon - hour),
                    startingSequence: try sequence(1)))
        }
        let written = Instant(microseconds: noon)
        var told = 0
        var page = 0
        var todo: [ShardAction] = []
        var actions: [ShardAction] = []
        tell(.start, &actions)
        swap(&todo, &actions)
        while told < events {
            guard let action = todo.popLast() else {
                guard wakeAt != .max else { throw ShardsBenchmark.Failure() }
                now = max(now, wakeAt)
                wakeAt = .max
                tell(.wake, &actions)
                told += 1
                swap(&todo, &actions)
                continue
            }
            switch action {
            case .describeStream: tell(.listed(ShardListing(shards)), &actions)
            case .getIterator(let shard, _): tell(.iterator(shard, "iterator"), &actions)
            case .getRecords(let shard, _, _):
                page += 1
                let records = RecordsReply.Records(
                    count: 100, byteCount: 50_000, last: sequences[page - 1], lastWritten: written)
                tell(
                    .records(shard, RecordsReply(records, nextIterator: "iterator")), &actions)
            case .deliver(let page):
                tell(.acknowledged(page.shard, page.position), &actions)
            case .describeChildren, .positioned, .finished, .forget, .lost, .overflow, .wake,
                .ended:
                continue
            }
            told += 1
            todo.append(contentsOf: actions)
            actions.removeAll(keepingCapacity: true)
        }
        return told
    }

    private mutating func tell(_ event: ShardEvent, _ actions: inout [ShardAction]) {
        coordinator.handle(event, at: Instant(microseconds: now), into: &actions)
        // The others may be carried out in any order; of these the newest counts.
        if case .wake(let time) = actions.last {
            wakeAt = time.microseconds
            actions.removeLast()
        }
    }
}

/// Takes a large listing in, and reads all of it.
struct DiscoveryRun {
    private static let generations = 7
    private var pages: [ShardListing] = []
    private var coordinator: ShardCoordinator
    private var now = noon
    private var waiting: [ShardAction] = []
    private var hasStarted = false

    init(shardCount: Int) {
        coordinator = ShardCoordinator(.dynamoDBStreams, seed: 1)
        do {
            pages = try Self.pages(shardCount)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    var positions: ShardPositions { coordinator.positions }

    private static func pages(_ count: Int) throws -> [ShardListing] {
        let lines = (count + generations - 1) / generations
        var shards: [ListedShard] = []
        for number in 0..<count {
            let generation = number / lines
            func id(_ number: Int) throws -> ShardID {
                try shardID(
                    number, createdAt: noon - Int64(generations - number / lines) * 3 * hour)
            }
            let isClosed = number + lines < count
            shards.append(
                ListedShard(
                    try id(number), parent: generation > 0 ? try id(number - lines) : nil,
                    startingSequence: try sequence(10 * generation + 1),
                    endingSequence: isClosed ? try sequence(10 * generation + 9) : nil))
        }
        return stride(from: 0, to: count, by: 100).map { start in
            let end = min(start + 100, count)
            return ShardListing(
                Array(shards[start..<end]), next: end < count ? "\(end)" : nil)
        }
    }

    /// Takes a whole listing in.
    mutating func list() throws {
        if !hasStarted { tell(.start) }
        hasStarted = true
        now += 61_000_000
        for page in pages {
            while !takeListing() {
                now += 200_000
                tell(.wake)
            }
            tell(.listed(page))
        }
    }

    private mutating func takeListing() -> Bool {
        let count = waiting.count
        waiting.removeAll { if case .describeStream = $0 { true } else { false } }
        return waiting.count < count
    }

    /// Reads each shard to its end, parents first.
    mutating func drain() throws {
        let last = try sequence(99)
        let reply = RecordsReply(
            RecordsReply.Records(count: 10, byteCount: 1000, last: last), nextIterator: nil)
        var finished = 0
        while let action = waiting.popLast() {
            switch action {
            case .getIterator(let shard, _): tell(.iterator(shard, "iterator"))
            case .getRecords(let shard, _, _): tell(.records(shard, reply))
            case .deliver(let page): tell(.acknowledged(page.shard, page.position))
            case .finished: finished += 1
            case .describeChildren(let shard):
                tell(.children(of: shard, [], isStreamDisabled: false))
            case .describeStream, .positioned, .forget, .lost, .overflow, .wake, .ended: continue
            }
        }
        guard finished >= pages.reduce(0, { $0 + $1.shards.count }) else {
            throw ShardsBenchmark.Failure()
        }
    }

    private mutating func tell(_ event: ShardEvent) {
        coordinator.handle(event, at: Instant(microseconds: now), into: &waiting)
    }
}
