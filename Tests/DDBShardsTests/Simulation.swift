import DDBBase
import DDBShards
import DDBTestSupport

/// A reader and a consumer of a `ModelStream` under a virtual clock.
struct Simulation {
    /// What is under way.
    private struct Pending {
        var time: Int64
        var order: Int
        var run: Int
        var event: ShardEvent
        var records: [ModelRecord]
    }

    let history: SimulatedHistory
    var stream: ModelStream
    private var random: SimulationRandom
    private var coordinator: ShardCoordinator
    private var actions: [ShardAction] = []
    private var pending: [Pending] = []
    private var wakeAt = Int64.max
    private var now: Int64
    private var clockBack: Int64 = 0
    private var wokeAt: Int64 = 0
    private var committedAt: Int64 = 0
    private var run = 0
    private var order = 0
    private var nextStep = 0
    private var eventCount = 0

    // The consumer.
    var audit: SimulationAudit
    private var stored = ShardPositions()
    private var lastAcknowledgement: [ShardID: Int64] = [:]
    private var hasEnded = false

    init(_ history: SimulatedHistory) {
        self.history = history
        stream = ModelStream(history)
        random = SimulationRandom(seed: history.seed ^ 0xACCE)
        now = history.startsAt
        coordinator = ShardCoordinator(history.options, seed: history.seed)
        audit = SimulationAudit(history)
    }

    /// Plays the history; gives what is wrong, or nil.
    ///
    /// - Parameter trace: Whether to print what happens.
    static func fault(of history: SimulatedHistory, trace: Bool = false) -> String? {
        var simulation = Simulation(history)
        simulation.isTraced = trace
        return simulation.play()
    }

    private var isTraced = false

    /// More events than any history needs.
    private static let eventsMax = 60_000

    private mutating func play() -> String? {
        applySteps(until: history.startsAt)
        audit.began(at: now)
        tell(.start, [])
        // A stream that was disabled without being closed ends by its age alone.
        let patience = (stream.isDisabled || hasDisabling) && !history.closesOnDisable ? 60 : 16
        var checkAt = history.endsAt + history.options.idleMicroseconds
        while audit.fault == nil, eventCount < Self.eventsMax {
            if now >= checkAt {
                let isComplete = audit.isComplete(stream, at: now)
                if isComplete, audit.finalFault(stream, at: now) == nil { break }
                guard now < max(history.endsAt, wokeAt, committedAt) + Int64(patience) * hour else {
                    guard !isComplete else { break }
                    return "nothing new was delivered for \(patience) h, without "
                        + audit.missing(stream, at: now)
                }
                checkAt = now + hour / 2
            }
            guard advance() else {
                return hasEnded ? audit.endFault(stream, at: now) : "nothing is under way any more"
            }
        }
        if eventCount >= Self.eventsMax { return "more than \(Self.eventsMax) events" }
        return audit.fault ?? audit.finalFault(stream, at: now)
    }

    private var hasDisabling: Bool { history.steps.contains { $0.step == .disable } }

    /// Lets the next thing happen; false where there is none.
    private mutating func advance() -> Bool {
        let first = pending.indices.min {
            (pending[$0].time, pending[$0].order) < (pending[$1].time, pending[$1].order)
        }
        let eventTime = first.map { pending[$0].time } ?? .max
        let stepTime = nextStep < history.steps.count ? history.steps[nextStep].time : .max
        let time = min(eventTime, wakeAt, stepTime)
        guard time != .max, !hasEnded || eventTime != .max else { return false }
        now = max(now, time)
        if stepTime <= now {
            applySteps(until: now)
        } else if let first, eventTime <= now {
            let event = pending.remove(at: first)
            if event.run == run { tell(event.event, event.records) }
        } else if wakeAt <= now {
            wakeAt = .max
            tell(.wake, [])
        }
        return true
    }

    private mutating func applySteps(until time: Int64) {
        while nextStep < history.steps.count, history.steps[nextStep].time <= time {
            let (time, step) = history.steps[nextStep]
            nextStep += 1
            switch step {
            case .write, .rollover, .split, .merge, .disable: stream.apply(step, at: time)
            case .pause(let length):
                now = max(now, time + length)
                wokeAt = now
            case .setClockBack(let length): clockBack += length
            case .restart(let downtime): return restart(at: max(now, time + downtime))
            }
        }
    }

    private mutating func restart(at time: Int64) {
        now = max(now, time)
        wokeAt = now
        run += 1
        pending = []
        wakeAt = .max
        lastAcknowledgement = [:]
        hasEnded = false
        do {
            let positions = try ShardPositions(text: stored.text)
            coordinator = ShardCoordinator(
                history.options, positions: positions, seed: history.seed &+ UInt64(run))
        } catch {
            audit.fault = "the positions cannot be read: \(error)"
        }
        if stored.isEmpty { audit.began(at: now) }
        audit.restarted()
        tell(.start, [])
    }

    // MARK: the shell

    private mutating func tell(_ event: ShardEvent, _ records: [ModelRecord]) {
        eventCount += 1
        stream.trim(at: now)
        switch event {
        case .iterator(let shard, _): audit.iteratorTold(stream.index(of: shard))
        case .acknowledged(let shard, let position):
            // Records and position are one commit of the consumer.
            stored[shard] = position
            audit.committed(records)
            if !records.isEmpty { committedAt = now }
        case _: break
        }
        actions.removeAll(keepingCapacity: true)
        coordinator.handle(
            event, at: Instant(microseconds: now - clockBack), into: &actions)
        if isTraced { print(history.hours(now), event, "->", actions) }
        for action in actions { carryOut(action, records) }
    }

    private mutating func carryOut(_ action: ShardAction, _ records: [ModelRecord]) {
        switch action {
        case .describeStream(let token):
            if let failure = failure() { return reply(.listingFailed(failure)) }
            reply(.listed(stream.listing(after: token, at: now)))
        case .describeChildren(let shard):
            if history.faults.isFilterRefused { return reply(.childrenFailed(of: shard, .refused)) }
            if let failure = failure() { return reply(.childrenFailed(of: shard, failure)) }
            reply(
                .children(
                    of: shard, stream.children(of: shard, at: now),
                    isStreamDisabled: stream.isDisabled))
        case .getIterator(let shard, let start):
            audit.asked(stream, shard, from: start)
            if let failure = failure() { return reply(.iteratorFailed(shard, failure)) }
            let (token, failure) = stream.iterator(shard, from: start, at: now)
            if start == .latest { audit.madeLatest(stream, shard, token) }
            reply(
                token.map { .iterator(shard, $0) } ?? .iteratorFailed(shard, failure ?? .transient))
        case .getRecords(let shard, let iterator, _):
            if let failure = failure(mayExpire: true) {
                return reply(.recordsFailed(shard, failure))
            }
            let (records, answer, failure) = stream.records(iterator, at: now)
            reply(
                answer.map { .records(shard, $0) } ?? .recordsFailed(shard, failure ?? .transient),
                records)
        case .positioned(let positions):
            for (shard, position) in positions { stored[shard] = position }
        case .deliver(let page): consume(page, records)
        case .finished: break
        case .forget(let shard): stored[shard] = nil
        case .lost(let loss):
            if history.sabotage != .hidesLosses { audit.lost(loss, stream, at: now) }
        case .overflow(let count): audit.fault = "\(count) shards do not fit"
        case .wake(let time): wakeAt = time.microseconds + clockBack
        case .ended(let end):
            hasEnded = true
            wakeAt = .max
            if end != .disabled || !stream.isDisabled { audit.fault = "the stream ended: \(end)" }
        }
    }

    private mutating func failure(mayExpire: Bool = false) -> RequestFailure? {
        if random.happens(history.faults.throttle) { return .throttled }
        if random.happens(history.faults.transient) { return .transient }
        if mayExpire, random.happens(history.faults.expired) { return .expired }
        return nil
    }

    private mutating func reply(_ event: ShardEvent, _ records: [ModelRecord] = []) {
        schedule(event, records, at: now + random.time(1...history.latency))
    }

    private mutating func schedule(_ event: ShardEvent, _ records: [ModelRecord], at time: Int64) {
        order += 1
        pending.append(
            Pending(time: time, order: order, run: run, event: event, records: records))
    }

    /// Takes a page: it is durable, with its position, when it is acknowledged.
    private mutating func consume(_ page: ShardPage, _ records: [ModelRecord]) {
        audit.handed(records, page)
        let delay = random.time(1...history.acknowledgeDelay)
        let time = max(lastAcknowledgement[page.shard] ?? 0, now + delay)
        lastAcknowledgement[page.shard] = time
        let acknowledgement = ShardEvent.acknowledged(page.shard, page.position)
        switch history.sabotage {
        case .none, .hidesLosses: schedule(acknowledgement, records, at: time)
        case .dropsRecords: schedule(acknowledgement, Array(records.dropFirst()), at: time)
        case .repeatsRecords: schedule(acknowledgement, records + records, at: time)
        case .neverAcknowledges: break
        }
    }
}

extension ShardCoordinatorOptions {
    fileprivate var idleMicroseconds: Int64 { idlePollInterval.components.seconds * second }
}
