public import DDBBase

/// Decides how a stream's shards are found, read and let go; performs nothing.
///
/// Events go in with the time at which they happened, actions come out:
///
/// ```swift
/// var coordinator = ShardCoordinator(.dynamoDBStreams, positions: saved, seed: 1)
/// var actions: [ShardAction] = []
/// coordinator.handle(.start, at: now, into: &actions)
/// // carry the actions out; tell each reply, failure and acknowledgement:
/// coordinator.handle(.listed(page), at: now, into: &actions)
/// ```
///
/// It promises that each record of the stream is handed on at least once, in the order of its shard
/// and after those of the shard's parents, or that a loss is reported: a shard begins once its
/// parents are *acknowledged* to their end. The same events at the same times with the same seed
/// give the same actions.
///
/// Times are wall-clock times. Where the clock is set back, waits go on as if it had not been.
///
/// - Complexity: O(log n) an event, with n shards; O(n) where a full listing ends.
public struct ShardCoordinator: Sendable {
    let options: ShardCoordinatorOptions
    let times: CoordinatorTimes

    /// The graph of the shards that are tracked.
    public internal(set) var lineage = ShardLineage()

    // State of the facets in the other files of this folder.
    var slots: [ShardSlot] = []
    var timers = TimerHeap()
    var ready = IndexQueue()
    var pace: RetryPace
    var discovery = DiscoveryState()
    var childQueue = IndexQueue()
    var searching: [Int] = []
    var finishedShards: [Int] = []
    var unfinishedCount = 0
    var requestCount = 0
    var reservedBytes = 0
    var unacknowledgedBytes = 0
    var lossCount = 0
    var output: [ShardAction] = []

    /// Microseconds that never go back: what waits are measured in.
    var now: Int64 = 0
    /// Microseconds since 1970 as the caller told them: what ages are measured in.
    var wall: Int64 = 0
    private var clockOffset: Int64 = 0
    private var announcedWake: Int64?
    var startedAt: Int64 = 0
    var since: Int64 = 0
    /// Whether no listing has been completed and nothing was read before this run.
    var isFirstDiscovery: Bool
    private var hasStarted = false
    var hasEnded = false

    /// Creates a coordinator.
    ///
    /// - Parameters:
    ///   - options: Limits and pace.
    ///   - positions: What was stored by an earlier run; none where there was no earlier run.
    ///   - seed: What jitter is made of.
    public init(
        _ options: ShardCoordinatorOptions, positions: ShardPositions = ShardPositions(),
        seed: UInt64
    ) {
        self.options = options
        times = CoordinatorTimes(options)
        pace = RetryPace(options, seed: seed)
        isFirstDiscovery = positions.isEmpty
        since = .min
        for (shard, position) in positions.sorted { restore(shard, position) }
    }

    /// Takes an event and adds what is to be done now.
    ///
    /// - Parameter time: The wall-clock time at which the event is told.
    public mutating func handle(
        _ event: ShardEvent, at time: Instant, into actions: inout [ShardAction]
    ) {
        swap(&output, &actions)
        advance(to: time.microseconds)
        if hasEnded {
            acknowledgeAfterEnd(event)
        } else {
            dispatch(event)
            fireTimers()
            sendRequests()
            sendDescribes()
            endIfDone()
            announceWake()
        }
        swap(&output, &actions)
    }

    /// The positions of all shards that have begun: what a later run needs.
    public var positions: ShardPositions { ShardPositions(storedPositions()) }

    func storedPositions() -> [ShardID: ShardPosition] {
        var entries: [ShardID: ShardPosition] = [:]
        for (index, slot) in slots.enumerated() where lineage.nodes[index].isUsed {
            guard let place = slot.place, !slot.isForgotten, !slot.isProbe else { continue }
            entries[lineage.nodes[index].id] = ShardPosition(
                place, since: Instant(microseconds: slot.since))
        }
        return entries
    }

    private mutating func dispatch(_ event: ShardEvent) {
        precondition(hasStarted || event == .start, "a coordinator is started before all else")
        switch event {
        case .start:
            precondition(!hasStarted, "a coordinator is started once")
            hasStarted = true
            start()
        case .wake: announcedWake = nil
        case .listed(let page): listed(page)
        case .listingFailed(let failure): listingFailed(failure)
        case .children(let shard, let children, let isStreamDisabled):
            childrenListed(index(of: shard), children, isStreamDisabled: isStreamDisabled)
        case .childrenFailed(let shard, let failure):
            childrenFailed(index(of: shard), failure)
        case .iterator(let shard, let iterator): iteratorMade(index(of: shard), iterator)
        case .iteratorFailed(let shard, let failure):
            iteratorFailed(index(of: shard), failure)
        case .records(let shard, let reply): recordsRead(index(of: shard), reply)
        case .recordsFailed(let shard, let failure): recordsFailed(index(of: shard), failure)
        case .acknowledged(let shard, let position):
            // A shard that was given up and forgotten may still be acknowledged.
            if let index = lineage.index(of: shard) { acknowledged(index, position) }
        }
    }

    private func index(of shard: ShardID) -> Int {
        guard let index = lineage.index(of: shard) else {
            preconditionFailure("an answer is about a shard that was asked about")
        }
        return index
    }

    private mutating func acknowledgeAfterEnd(_ event: ShardEvent) {
        guard case .acknowledged(let shard, let position) = event,
            let index = lineage.index(of: shard)
        else { return }
        acknowledged(index, position)
    }

    private mutating func advance(to time: Int64) {
        if hasStarted, time < wall {
            let (offset, overflow) = clockOffset.addingReportingOverflow(wall - time)
            clockOffset = overflow ? clockOffset : offset
            announcedWake = nil
        }
        wall = time
        now = max(now, time &+ clockOffset)
    }

    private mutating func start() {
        startedAt = wall
        if since == .min {
            switch options.start {
            case .trimHorizon: since = wall - times.retention
            case .latest, .openShards: since = wall
            case .time(let time): since = max(time.microseconds, wall - times.retention)
            }
        }
        discovery.nextListingAt = now
        // The others wait for the listing, which tells their first sequence numbers.
        for index in slots.indices
        where slots[index].phase == .waiting && !isFrontUnknown(index) {
            begin(index)
        }
    }

    private mutating func restore(_ shard: ShardID, _ position: ShardPosition) {
        let index = lineage.place(shard)
        var slot = ShardSlot()
        slot.place = position.place
        slot.since = position.since.microseconds
        since = max(since, slot.since)
        slot.isLatestSpent = true
        slot.isStored = true
        switch position.place {
        case .finished(let time):
            slot.phase = .finished
            slot.finishedAt = time.microseconds
            finishedShards.append(index)
        case .beginning, .latest, .time, .at:
            slot.isFirstDiscovered = true
            unfinishedCount += 1
        case .after:
            unfinishedCount += 1
        }
        slots.append(slot)
    }

    private mutating func announceWake() {
        guard !hasEnded else { return }
        var next = describeDeadline()
        if let timer = timers.first() { next = min(next, timer) }
        guard next != .max else { return }
        // One that was announced and has not come yet does, unless another comes first.
        if let announcedWake, announcedWake > now, announcedWake <= next { return }
        announcedWake = next
        output.append(.wake(at: Instant(microseconds: next - clockOffset)))
    }
}
