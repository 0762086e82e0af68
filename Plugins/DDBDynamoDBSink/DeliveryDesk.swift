import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDelivery
import DDBPipeline
import Logging
import Synchronization

/// Carries out what the delivery's coordinator decides: sends calls, keeps time, settles batches.
///
/// Lanes submit under its lock; calls run beside them, no more than the options allow. What it
/// holds is bounded by the writes that the options let wait and those in calls.
final class DeliveryDesk: Sendable {
    /// What is to be done outside of the lock.
    private struct Chores {
        var calls: [DeskCall] = []
        var settled: [BatchTicket] = []
        var failed: [BatchTicket] = []
        var failure: (any Error)?
        var bells: [WakeUp] = []
        var isTimed = false
    }

    private struct State {
        var coordinator: DeliveryCoordinator
        var held: [HeldWrite?] = []
        /// What is written for the first of a group, and why the writes of one cannot be reduced.
        var reduced: [Int: ReducedWrite] = [:]
        var reasons: [Int: String] = [:]
        var free: [Int] = []
        var unsettledOfLanes: [Int] = []
        /// Rung where there is room again, something of a lane is settled, or all has stopped.
        var bells: [WakeUp] = []
        var failure: (any Error)?
        var lastError: ClientError?
        var wakeAt: Instant?
        /// When the task that keeps time looks at ``wakeAt`` by itself; nil for when it is rung.
        var sleepsUntil: Instant?
        var shown = DeliveryCounters()
        var task: Task<Void, Never>?
        var actions: [DeliveryAction] = []
    }

    /// The most writes that are submitted while the lock is held.
    private static let submittedMax = 200

    let identifier: KeyIdentifier
    private let call: WriteCall
    private let journal: (any WriteJournal)?
    private let deadLetters: DeadLetters?
    private let context: ComponentContext
    private let metrics: SinkMetrics
    private let state: Mutex<State>
    private let timerBell = WakeUp()
    private let calls: AsyncStream<DeskCall>
    /// Takes one element for each call, of which the coordinator bounds the number.
    private let outbox: AsyncStream<DeskCall>.Continuation

    init(
        _ options: DeliveryOptions, call: WriteCall, journal: (any WriteJournal)?,
        deadLetters: DeadLetters?, context: ComponentContext
    ) {
        identifier = call.identifier
        self.call = call
        self.journal = journal
        self.deadLetters = deadLetters
        self.context = context
        metrics = SinkMetrics(table: call.table.name, factory: context.metrics)
        state = Mutex(
            State(coordinator: DeliveryCoordinator(options, seed: context.random.next())))
        (calls, outbox) = AsyncStream.makeStream()
    }

    /// What has been done so far.
    var counters: DeliveryCounters { state.withLock { $0.coordinator.counters } }

    /// Begins; to be ended by ``close()``.
    func start() {
        state.withLock { state in
            // `close` cancels and awaits it.
            state.task = Task(executorPreference: context.pool) { await self.run() }
        }
    }

    /// Ends all calls; what is not settled is given up.
    func close() async {
        let task = state.withLock { $0.task }
        task?.cancel()
        outbox.finish()
        await task?.value
        show()
    }

    /// Adds a lane.
    ///
    /// - Returns: Its index, and a bell that is rung when it may go on.
    func addLane() -> (index: Int, bell: WakeUp) {
        let bell = WakeUp()
        return state.withLock { state in
            state.bells.append(bell)
            state.unsettledOfLanes.append(0)
            return (state.bells.count - 1, bell)
        }
    }

    // MARK: what lanes ask for

    /// Submits writes of a batch from an index on, as many as there is room for, and no more than
    /// may hold the lock up for a while.
    ///
    /// - Returns: The index of the first that was not taken, and whether there is room for it.
    /// - Throws: What ended the delivery.
    func submit(
        _ writes: [HeldWrite], from first: Int
    ) throws -> (next: Int, hasRoom: Bool) {
        var next = first
        var hasRoom = true
        let end = min(writes.count, first + Self.submittedMax)
        let chores = try state.withLock { state in
            if let failure = state.failure { throw failure }
            let now = context.time.now
            state.lastError = nil
            while next < end, state.coordinator.hasRoom {
                submit(writes[next], at: now, in: &state)
                next += 1
            }
            hasRoom = state.coordinator.hasRoom
            return carryOut(&state)
        }
        perform(chores)
        if let failure = chores.failure { throw failure }
        return (next, hasRoom)
    }

    private func submit(_ write: HeldWrite, at now: Instant, in state: inout State) {
        let index: Int
        if let free = state.free.popLast() {
            index = free
            state.held[index] = write
        } else {
            index = state.held.count
            state.held.append(write)
        }
        let digest = write.write.digest
        let pending = PendingWrite(
            WriteHandle(UInt64(index)), key: WriteKey(high: digest.high, low: digest.low),
            partition: write.write.partition, wireByteCount: write.wireByteCount,
            itemByteCount: write.write.itemByteCount)
        let held = state.held
        state.coordinator.submit(pending, at: now, into: &state.actions) { other in
            held[Int(other.rawValue)].map { identifier.isSameKey(write, $0) } ?? false
        }
    }

    /// Counts a batch that a lane has begun; its rejects may be told already.
    func begin(_ ticket: BatchTicket) {
        state.withLock { $0.unsettledOfLanes[ticket.lane] += 1 }
    }

    /// Settles records of a batch that are not sent: rejected, or settled by an earlier run.
    func settle(_ ticket: BatchTicket, count: Int, rejects: [RecordReject]) {
        guard ticket.settle(count, rejects) else { return }
        state.withLock { $0.unsettledOfLanes[ticket.lane] -= 1 }
        ticket.acknowledge()
    }

    /// Asks for all that waits to be sent without waiting for more.
    func drain() throws {
        let chores = try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.coordinator.handle(.drain, at: context.time.now, into: &state.actions)
            return carryOut(&state)
        }
        perform(chores)
        if let failure = chores.failure { throw failure }
    }

    /// Whether nothing of a lane is unsettled.
    ///
    /// - Throws: What ended the delivery.
    func isSettled(_ lane: Int) throws -> Bool {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.unsettledOfLanes[lane] == 0
        }
    }

    // MARK: calls and time

    private func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepTime() }
            for await call in calls {
                group.addTask { await self.carryOut(from: call) }
            }
            group.cancelAll()
        }
    }

    /// Carries a call out, and in the same task those that its answer makes room for, one by one.
    private func carryOut(from first: DeskCall) async {
        var next: DeskCall? = first
        while let call = next {
            next = nil
            if let outcome = await outcome(of: call) { next = tell(outcome) }
        }
    }

    private func outcome(of deskCall: DeskCall) async -> WriteCall.Outcome? {
        switch deskCall {
        case .write(let id, let handles):
            var writes: [(handle: WriteHandle, held: HeldWrite)] = []
            writes.reserveCapacity(handles.count)
            state.withLock { state in
                guard state.failure == nil else { return }
                for handle in handles { Self.append(handle, state, to: &writes) }
            }
            return writes.isEmpty ? nil : await call.send(id, writes)
        case .load(let id, let groups):
            let writes = state.withLock { state in
                state.failure == nil
                    ? groups.map { group in
                        group.compactMap { handle in
                            state.held[Int(handle.rawValue)].map { (handle: handle, held: $0) }
                        }
                    } : []
            }
            return writes.isEmpty ? nil : await call.load(id, writes)
        }
    }

    /// Appends what is sent for a write: what its group came to, where it was reduced.
    private static func append(
        _ handle: WriteHandle, _ state: borrowing State,
        to writes: inout [(handle: WriteHandle, held: HeldWrite)]
    ) {
        let index = Int(handle.rawValue)
        guard let held = state.held[index] else { return }
        guard !state.reduced.isEmpty, let reduced = state.reduced[index] else {
            writes.append((handle, held))
            return
        }
        let write = HeldWrite(
            batch: HeldBatch(reduced.batch), write: reduced.write, versionImage: nil,
            ticket: held.ticket, record: held.record)
        writes.append((handle, write))
    }

    /// - Returns: A call that is to be sent now, which the caller carries out.
    private func tell(_ outcome: WriteCall.Outcome) -> DeskCall? {
        var counters: (now: DeliveryCounters, shown: DeliveryCounters)?
        let next = tell { state in
            // What this event rejects is rejected for this error, and no other call's.
            state.lastError = outcome.error
            if let error = outcome.error {
                context.logger.debug("a call failed", metadata: ["error": "\(error)"])
            }
            for write in outcome.reduced {
                state.reduced[Int(write.handle.rawValue)] = write
                state.reasons[Int(write.handle.rawValue)] = nil
            }
            for (handle, reason) in outcome.reasons {
                state.reasons[Int(handle.rawValue)] = reason
            }
            state.coordinator.handle(outcome.event, at: context.time.now, into: &state.actions)
            counters = (state.coordinator.counters, state.shown)
            state.shown = state.coordinator.counters
        }
        if let counters { metrics.show(counters.now, since: counters.shown) }
        return next
    }

    /// - Returns: One of the calls that are to be sent now; the others are on their way.
    private func tell(_ event: (inout State) -> Void) -> DeskCall? {
        let chores: Chores? = state.withLock { state in
            guard state.failure == nil else { return nil }
            event(&state)
            return carryOut(&state)
        }
        guard var chores else { return nil }
        let next = chores.calls.isEmpty ? nil : chores.calls.removeFirst()
        perform(chores)
        return next
    }

    /// Tells the coordinator of each moment that it asked for.
    private func keepTime() async {
        while !Task.isCancelled {
            let moment = state.withLock { state in
                state.sleepsUntil = state.wakeAt
                return state.wakeAt
            }
            let now = context.time.now
            if let moment, moment <= now {
                let call = tell { state in
                    if state.wakeAt == moment { state.wakeAt = nil }
                    state.coordinator.handle(.wake, at: now, into: &state.actions)
                }
                if let call { outbox.yield(call) }
                continue
            }
            let wait = moment.map { Duration.microseconds($0.microseconds - now.microseconds) }
            await timerBell.sleep(for: wait, by: context.time)
        }
    }

    // MARK: what the coordinator decides

    /// Takes the actions in; what goes wrong with that ends the delivery.
    private func carryOut(_ state: inout State) -> Chores {
        do {
            return try takeIn(&state)
        } catch {
            state.failure = error
            var chores = Chores()
            chores.failure = error
            chores.bells = state.bells
            var seen: Set<ObjectIdentifier> = []
            for case let held? in state.held
            where seen.insert(ObjectIdentifier(held.ticket)).inserted {
                chores.failed.append(held.ticket)
            }
            state.held = []
            state.reduced = [:]
            return chores
        }
    }

    /// Takes the actions in: what is settled is noted before any call leaves the lock.
    private func takeIn(_ state: inout State) throws -> Chores {
        var chores = Chores()
        defer { state.actions.removeAll(keepingCapacity: true) }
        var settled: [SettledRecord] = []
        var intended: [IntendedWrite] = []
        for action in state.actions {
            switch action {
            case .write(let id, let handles):
                chores.calls.append(.write(id, handles))
                if journal != nil {
                    settled += superseded(in: id, state)
                    intended += intents(handles, &state)
                }
            case .load(let id, let groups): chores.calls.append(.load(id, groups))
            case .settled(let handle, let outcome, let attempts):
                try settle(handle, outcome, attempts, &state, &settled, &chores)
            case .room, .idle: chores.bells = state.bells
            case .wake(let moment):
                state.wakeAt = moment
                if state.sleepsUntil.map({ moment < $0 }) ?? true { chores.isTimed = true }
            case .stopped(let stop): throw failure(stop, state.lastError)
            }
        }
        if !settled.isEmpty { try journal?.settle(settled) }
        if !intended.isEmpty { try journal?.intend(intended) }
        if !chores.settled.isEmpty { chores.bells = state.bells }
        return chores
    }

    /// The records that a later run must not write, since newer ones are being sent.
    private func superseded(in call: DeliveryCallID, _ state: State) -> [SettledRecord] {
        state.coordinator.superseded(in: call).compactMap { handle in
            state.held[Int(handle.rawValue)]?.name
        }
    }

    /// What a later run must send before anything else, should nobody know what came of a call:
    /// to reduce the same records once more would count them twice.
    private func intents(_ handles: [WriteHandle], _ state: inout State) -> [IntendedWrite] {
        guard !state.reduced.isEmpty else { return [] }
        return handles.compactMap { handle in
            let index = Int(handle.rawValue)
            guard let reduced = state.reduced[index], !reduced.isIntended else { return nil }
            state.reduced[index]?.isIntended = true
            return IntendedWrite(
                reduced.write.operation, WireItem(of: reduced.batch, at: reduced.write.image),
                records: reduced.group.compactMap { state.held[Int($0.rawValue)]?.name })
        }
    }

    private func settle(
        _ handle: WriteHandle, _ outcome: WriteOutcome, _ attempts: Int, _ state: inout State,
        _ settled: inout [SettledRecord], _ chores: inout Chores
    ) throws {
        // What failed with all others stays, for their batches to be told.
        if outcome == .failed { return }
        let index = Int(handle.rawValue)
        guard let held = state.held[index] else { preconditionFailure("settled once") }
        let reason = state.reasons.isEmpty ? nil : state.reasons.removeValue(forKey: index)
        if !state.reduced.isEmpty { state.reduced[index] = nil }
        state.held[index] = nil
        state.free.append(index)
        let ticket = held.ticket
        var rejects: [RecordReject] = []
        switch outcome {
        case .written, .merged, .superseded, .unchanged, .keptOut, .failed: break
        case .rejected, .exhausted:
            let letter =
                reason.map { DeadLetters.Letter(reason: $0, code: "Invalid", attempts: attempts) }
                ?? letter(outcome, attempts, state.lastError)
            let isKept = try deadLetters?.append(
                held.write.operation, held.record, of: ticket.items, letter)
            if isKept != true {
                rejects.append(RecordReject(recordIndex: held.record, reason: letter.reason))
            }
        }
        if let name = held.name { settled.append(name) }
        guard ticket.settle(1, rejects) else { return }
        chores.settled.append(ticket)
    }

    private func letter(
        _ outcome: WriteOutcome, _ attempts: Int, _ error: ClientError?
    ) -> DeadLetters.Letter {
        switch outcome {
        case .rejected:
            // The refusal of a write alone is the last error that came.
            let code = error?.code.text ?? "TooLarge"
            let reason =
                error?.serviceMessage ?? "it takes more bytes than a request may have"
            return DeadLetters.Letter(reason: reason, code: code, attempts: attempts)
        default:
            return DeadLetters.Letter(
                reason: "it failed \(attempts) times", code: error?.code.text ?? "Exhausted",
                attempts: attempts)
        }
    }

    private func failure(_ stop: DeliveryStop, _ error: ClientError?) -> any Error {
        switch stop {
        case .fatal: return error ?? CancellationError()
        case .exhausted:
            return PipelineError(
                .sinkFailed,
                "A write failed \(DynamoDBSinkSettings.failuresMax) times, and `sink.fail-on-error`"
                    + " is set\(error.map { ": \($0)" } ?? ".")",
                component: DynamoDBSink.spec.title, disposition: .retry, cause: error)
        case .abandoned: return CancellationError()
        }
    }

    private func perform(_ chores: Chores) {
        for call in chores.calls { outbox.yield(call) }
        if !chores.settled.isEmpty {
            for ticket in chores.settled { ticket.acknowledge() }
            // Not before: a lane without unsettled ones is flushed, and all of it told by then.
            state.withLock { state in
                for ticket in chores.settled { state.unsettledOfLanes[ticket.lane] -= 1 }
            }
        }
        if let failure = chores.failure {
            for ticket in chores.failed { ticket.fail(failure) }
        }
        if chores.isTimed { timerBell.ring() }
        for bell in chores.bells { bell.ring() }
    }

    private func show() {
        let (counters, shown) = state.withLock { state in
            defer { state.shown = state.coordinator.counters }
            return (state.coordinator.counters, state.shown)
        }
        metrics.show(counters, since: shown)
    }
}
