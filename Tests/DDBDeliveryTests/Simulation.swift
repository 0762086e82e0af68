import DDBBase
import DDBDelivery
import DDBTestSupport

/// Plays a history against a coordinator, and says what is wrong with what it did.
struct Simulation {
    private static let stepsMax = 200_000
    private static let begin: Int64 = 1_800_000_000_000_000

    private enum Step {
        case answer(DeliveryEvent)
        case wake
    }

    private let history: SimulatedHistory
    private var coordinator: DeliveryCoordinator
    private var table: SimulatedTable
    private var audit: SimulationAudit
    private var random: SimulationRandom
    private var now = Simulation.begin
    private var clockOffset: Int64 = 0
    /// What happens later, in no order.
    private var pending: [(time: Int64, step: Step)] = []
    private var wakeAt: Int64?
    private var nextWrite = 0
    private var nextWriteAt = Simulation.begin
    private var answers = 0
    /// The list that each key has been reduced to, for the first handle of its group.
    private var reduced: [Int: [Int]] = [:]
    private var actions: [DeliveryAction] = []

    private init(_ history: SimulatedHistory) {
        self.history = history
        coordinator = DeliveryCoordinator(history.options, seed: history.seed)
        table = SimulatedTable(history)
        audit = SimulationAudit(history)
        random = SimulationRandom(seed: history.seed ^ 0x5555)
    }

    /// What goes wrong; nil where nothing does.
    static func fault(of history: SimulatedHistory, trace: Bool = false) -> String? {
        var simulation = Simulation(history)
        return simulation.play(trace: trace)
    }

    /// What a history comes to.
    static func counters(of history: SimulatedHistory) -> DeliveryCounters {
        var simulation = Simulation(history)
        _ = simulation.play(trace: false)
        return simulation.coordinator.counters
    }

    private mutating func play(trace: Bool) -> String? {
        var hasDrained = false
        for _ in 0..<Self.stepsMax {
            if let fault = audit.fault { return fault }
            if audit.hasStopped { return audit.faultAtStop(coordinator) }
            if nextWrite == history.writes.count, !hasDrained {
                hasDrained = true
                tell(.drain, trace)
                continue
            }
            if hasDrained, audit.isIdle { return audit.faultAtEnd(table, coordinator) }
            guard step(trace) else {
                return "nothing will happen with \(coordinator.unsettledCount) writes unsettled"
            }
        }
        return "it has no end"
    }

    /// Does what comes next; returns false where that is nothing.
    private mutating func step(_ trace: Bool) -> Bool {
        var next: (time: Int64, position: Int?)?
        for (position, event) in pending.enumerated()
        where event.time < next?.time ?? .max { next = (event.time, position) }
        if let wakeAt, wakeAt < next?.time ?? .max { next = (wakeAt, nil) }
        let canSubmit = nextWrite < history.writes.count && coordinator.hasRoom
        if canSubmit, nextWriteAt < next?.time ?? .max {
            now = max(now, nextWriteAt)
            submit(trace)
            return true
        }
        guard let next else { return false }
        now = max(now, next.time)
        if history.clockJumps, random.happens(0.02) {
            clockOffset -= random.time(0...3_600_000_000)
        }
        guard let position = next.position else {
            wakeAt = nil
            tell(.wake, trace)
            return true
        }
        guard case .answer(let event) = pending.remove(at: position).step else { return true }
        answers += 1
        if answers == history.stopsAfter { return stop(event, trace) }
        tell(event, trace)
        return true
    }

    private mutating func stop(_ event: DeliveryEvent, _ trace: Bool) -> Bool {
        if case .written(let call, _, _) = event, random.happens(0.5) {
            tell(.fatal(call, tag: 3), trace)
        } else {
            tell(.abandon, trace)
        }
        return true
    }

    private mutating func submit(_ trace: Bool) {
        let handle = nextWrite
        let write = history.writes[handle]
        nextWrite += 1
        nextWriteAt = now
        if nextWrite < history.writes.count { nextWriteAt += history.writes[nextWrite].pause }
        if trace { print(now - Self.begin, "submit", handle, "key", write.key) }
        let pending = PendingWrite(
            WriteHandle(UInt64(handle)), key: history.hash(write.key),
            partition: UInt64(history.partition(write.key)), wireByteCount: write.wireByteCount,
            itemByteCount: write.itemByteCount)
        audit.submitted(handle)
        actions.removeAll()
        coordinator.submit(
            pending, at: Instant(microseconds: now + clockOffset), into: &actions
        ) {
            history.writes[Int($0.rawValue)].key == write.key
                || history.sabotage == .sameKeyOnHash
        }
        carryOut(trace)
    }

    private mutating func tell(_ event: DeliveryEvent, _ trace: Bool) {
        if trace { print(now - Self.begin, event) }
        audit.told(event)
        actions.removeAll()
        coordinator.handle(event, at: Instant(microseconds: now + clockOffset), into: &actions)
        carryOut(trace)
    }

    private mutating func carryOut(_ trace: Bool) {
        for action in actions {
            if trace { print(now - Self.begin, "->", action) }
            audit.asked(action)
            switch action {
            case .write(let call, let handles): answer(call, handles.map { Int($0.rawValue) })
            case .load(let call, let groups):
                answer(call, groups.map { $0.map { Int($0.rawValue) } })
            case .wake(let time):
                let late = random.happens(0.2) ? random.time(0...50_000) : 0
                wakeAt = now + max(0, time.microseconds - (now + clockOffset)) + late
            case .settled, .room, .idle, .stopped: continue
            }
        }
        audit.check(coordinator, table, elapsed: now - Self.begin)
    }

    /// Lets the table do a call now, and tells of it later.
    private mutating func answer(_ call: DeliveryCallID, _ handles: [Int]) {
        let event: DeliveryEvent
        switch table.write(handles.map { ($0, reduced[$0] ?? []) }) {
        case .written(let unprocessed, let capacity):
            let isForgotten = history.sabotage == .forgetsUnprocessed
            event = .written(
                call, unprocessed: isForgotten ? [] : unprocessed, consumedCapacity: capacity)
        case .throttled(let scope): event = .throttled(call, scope, retryAfter: retryAfter())
        case .failed(let mayBeWritten):
            event =
                history.sabotage == .forgetsFailures
                ? .written(call)
                : .failed(call, mayBeWritten: mayBeWritten, retryAfter: retryAfter())
        case .refused: event = .refused(call, Refusal(.invalid, tag: 1))
        case .keptOut: event = .keptOut(call)
        }
        pending.append((now + random.time(0...history.latency), .answer(event)))
    }

    private mutating func retryAfter() -> Duration? {
        random.happens(0.2) ? .milliseconds(random.number(0...7000)) : nil
    }

    private mutating func answer(_ call: DeliveryCallID, _ groups: [[Int]]) {
        let event: DeliveryEvent
        switch table.load(groups.map { history.writes[$0[0]].key }) {
        case .written:
            var results: [LoadResult] = []
            for group in groups { results.append(reduce(group)) }
            event = .loaded(call, results)
        case .throttled(let scope): event = .throttled(call, scope, retryAfter: retryAfter())
        case .failed(let mayBeWritten):
            event = .failed(call, mayBeWritten: mayBeWritten, retryAfter: nil)
        case .refused, .keptOut: event = .refused(call, Refusal(.invalid, tag: 1))
        }
        pending.append((now + random.time(0...history.latency), .answer(event)))
    }

    private mutating func reduce(_ group: [Int]) -> LoadResult {
        if table.isLoadLeft() { return .unprocessed }
        if group.contains(where: { history.writes[$0].isIrreducible }) {
            return .refused(Refusal(.invalid, tag: 2))
        }
        let first = history.writes[group[0]]
        // Deletes stand for updates that change nothing.
        let effective = group.filter { !history.writes[$0].isDelete }
        guard !effective.isEmpty else { return .unchanged }
        reduced[group[0]] = (table.items[first.key] ?? []) + effective
        // The service refuses a list with poison in it, whoever brings it.
        if effective.contains(where: { history.writes[$0].isPoison }), !first.isPoison {
            return .refused(Refusal(.itemCollectionFull, tag: 4))
        }
        return .reduced(
            wireByteCount: first.wireByteCount, itemByteCount: first.itemByteCount)
    }
}
