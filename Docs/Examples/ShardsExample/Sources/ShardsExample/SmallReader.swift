import DDBBase
import DDBShards

/// Reads a stream: tells a coordinator what happens, and does what it says.
///
/// A reader of a service sends requests where this one asks a value, waits where it sets a clock
/// forward, and tells failures too.
struct SmallReader {
    private let stream: SmallStream
    private var coordinator: ShardCoordinator
    private var events: [ShardEvent] = [.start]
    private var now: Instant
    private var wakeAt: Instant?
    private var fetched: [ShardID: [SmallStream.Record]] = [:]
    private var hasEnded = false

    /// What is stored: the positions of an earlier run, and what this one has delivered.
    private(set) var stored: ShardPositions

    /// - Parameter saved: The text of ``ShardPositions`` that an earlier run has stored.
    init(_ stream: SmallStream, saved: String?, at time: Instant) throws {
        self.stream = stream
        stored = try saved.map { try ShardPositions(text: $0) } ?? ShardPositions()
        coordinator = ShardCoordinator(.dynamoDBStreams, positions: stored, seed: 1)
        now = time
    }

    /// Reads until the stream ends, or so many records have come.
    mutating func run(recordsMax: Int) -> [String] {
        var texts: [String] = []
        var actions: [ShardAction] = []
        while !hasEnded, texts.count < recordsMax {
            if events.isEmpty {
                now = max(now, wakeAt ?? now)
                events.append(.wake)
            }
            coordinator.handle(events.removeFirst(), at: now, into: &actions)
            for action in actions { carryOut(action, &texts) }
            actions.removeAll()
        }
        return texts
    }

    private mutating func carryOut(_ action: ShardAction, _ texts: inout [String]) {
        switch action {
        case .describeStream:
            events.append(.listed(ShardListing(stream.shards, isStreamDisabled: true)))
        case .describeChildren(let shard):
            events.append(
                .children(of: shard, stream.children(of: shard), isStreamDisabled: true))
        case .getIterator(let shard, let start):
            events.append(.iterator(shard, stream.iterator(shard, from: start)))
        case .getRecords(let shard, let iterator, _):
            let page = stream.page(of: shard, iterator)
            fetched[shard] = page.records
            let records = page.records.last.map {
                RecordsReply.Records(
                    count: page.records.count, byteCount: 100 * page.records.count,
                    last: $0.sequence)
            }
            events.append(.records(shard, RecordsReply(records, nextIterator: page.next)))
        case .deliver(let page):
            // The records and the position are stored together, and then acknowledged.
            texts += (fetched.removeValue(forKey: page.shard) ?? []).map(\.text)
            stored[page.shard] = page.position
            events.append(.acknowledged(page.shard, page.position))
        case .positioned(let positions):
            for (shard, position) in positions { stored[shard] = position }
        case .forget(let shard): stored[shard] = nil
        case .lost(let loss): texts.append("lost: \(loss.shard), \(loss.reason)")
        case .wake(let moment): wakeAt = moment
        case .finished, .overflow: break
        case .ended: hasEnded = true
        }
    }
}
