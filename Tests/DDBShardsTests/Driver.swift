import DDBBase
import DDBShards

/// The time at which tests by hand begin.
let noon: Int64 = 1_800_000_000 * second

/// A shard that was made so long before noon.
func shardID(_ number: Int, age: Int64 = hour) -> ShardID {
    let milliseconds = String((noon - age) / 1000)
    let zeros = String(repeating: "0", count: 20 - milliseconds.count)
    let suffix = String(number + 0x1000_0000, radix: 16)
    guard let id = ShardID("shardId-\(zeros)\(milliseconds)-\(suffix)") else {
        preconditionFailure("a shard of a test has a name")
    }
    return id
}

/// A shard of Kinesis, whose name tells no time.
func kinesisID(_ number: Int) -> ShardID {
    guard let id = ShardID("shardId-\(String(number + 1_000_000_000_000).dropFirst())") else {
        preconditionFailure("a shard of a test has a name")
    }
    return id
}

func sequence(_ counter: Int) -> SequenceNumber { ModelStream.sequence(counter) }

func moment(_ time: Int64) -> Instant { Instant(microseconds: time) }

/// A page of records up to a sequence number.
func page(
    upTo counter: Int, count: Int = 1, bytes: Int = 100, next: String? = "next",
    written: Int64? = nil
) -> RecordsReply {
    RecordsReply(
        RecordsReply.Records(
            count: count, byteCount: bytes, last: sequence(counter),
            lastWritten: written.map(moment)), nextIterator: next)
}

let emptyPage = RecordsReply(nextIterator: "next")

/// Drives a coordinator by hand, one event after the other.
struct Driver {
    private(set) var coordinator: ShardCoordinator
    var now: Int64
    /// When the last event was told.
    private(set) var toldAt: Int64 = 0
    private var wakeAt: Int64?

    init(
        _ options: ShardCoordinatorOptions = .dynamoDBStreams,
        positions: [ShardID: ShardPosition] = [:], at time: Int64 = noon
    ) {
        coordinator = ShardCoordinator(options, positions: ShardPositions(positions), seed: 1)
        now = time
    }

    /// Tells an event; gives the actions, but for wakes.
    @discardableResult
    mutating func tell(_ event: ShardEvent) -> [ShardAction] {
        toldAt = now
        var actions: [ShardAction] = []
        coordinator.handle(event, at: moment(now), into: &actions)
        return actions.filter { action in
            guard case .wake(let time) = action else { return true }
            wakeAt = time.microseconds
            return false
        }
    }

    /// Lets time pass, and wakes the coordinator as it asked.
    @discardableResult
    mutating func wait(_ duration: Int64) -> [ShardAction] {
        let end = now + duration
        var actions: [ShardAction] = []
        while let wake = wakeAt, wake <= end {
            wakeAt = nil
            now = max(now, wake)
            actions += tell(.wake)
        }
        now = end
        return actions
    }

    /// Starts, and answers the first listing with one page.
    @discardableResult
    mutating func start(_ shards: [ListedShard], isStreamDisabled: Bool = false) -> [ShardAction] {
        let first = tell(.start)
        precondition(first.contains(.describeStream(after: nil)), "a start lists the stream")
        return first + tell(.listed(ShardListing(shards, isStreamDisabled: isStreamDisabled)))
    }

    /// Lets a time pass and answers each listing with the same page.
    @discardableResult
    mutating func wait(
        _ duration: Int64, listing shards: [ListedShard], isStreamDisabled: Bool = false
    ) -> [ShardAction] {
        let end = now + duration
        var actions: [ShardAction] = []
        while now < end {
            let next = min(end, max(now, wakeAt ?? end))
            var new = wait(next - now)
            while new.contains(.describeStream(after: nil)) {
                actions += new
                new = tell(
                    .listed(ShardListing(shards, isStreamDisabled: isStreamDisabled)))
            }
            actions += new
        }
        return actions
    }

    /// Reads a shard to its end and acknowledges it.
    @discardableResult
    mutating func finish(_ shard: ShardID) -> [ShardAction] {
        tell(.iterator(shard, "first")) + tell(.records(shard, RecordsReply(nextIterator: nil)))
            + acknowledgeEnd(shard)
    }

    @discardableResult
    mutating func acknowledgeEnd(_ shard: ShardID) -> [ShardAction] {
        tell(.acknowledged(shard, ShardPosition(.finished(moment(now)), since: moment(now))))
    }

    @discardableResult
    mutating func acknowledge(_ shard: ShardID, upTo counter: Int) -> [ShardAction] {
        tell(.acknowledged(shard, ShardPosition(.after(sequence(counter)), since: moment(now))))
    }
}

extension [ShardAction] {
    /// The shards that are to be read from somewhere.
    var iteratorsAsked: [ShardID] {
        compactMap { if case .getIterator(let shard, _) = $0 { shard } else { nil } }
    }

    var starts: [ShardAction.IteratorStart] {
        compactMap { if case .getIterator(_, let start) = $0 { start } else { nil } }
    }

    var recordsAsked: [ShardID] {
        compactMap { if case .getRecords(let shard, _, _) = $0 { shard } else { nil } }
    }

    var losses: [LossRecord] {
        compactMap { if case .lost(let loss) = $0 { loss } else { nil } }
    }

    var pages: [ShardPage] {
        compactMap { if case .deliver(let page) = $0 { page } else { nil } }
    }

    var listings: Int { count { if case .describeStream = $0 { true } else { false } } }

    var childRequests: Int { count { if case .describeChildren = $0 { true } else { false } } }
}
