import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDelivery
import DDBPipeline
import Synchronization

/// Carries out what the delivery's coordinator decides: sends calls, keeps time, settles batches.
///
/// Lanes submit under its lock; calls run beside them, no more than the options allow. What it
/// holds is bounded by the writes that the options let wait and those in calls.
final class DeliveryDesk: Sendable {
    /// What is to be done outside of the lock.
    struct Chores {
        var calls: [DeskCall] = []
        var settled: [BatchTicket] = []
        var failed: [BatchTicket] = []
        var failure: (any Error)?
        var bells: [WakeUp] = []
        var isTimed = false
    }

    struct State {
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
        var watch = RetryWatch()
        var task: Task<Void, Never>?
        var actions: [DeliveryAction] = []

        /// The batches that have writes which are not settled.
        var unsettledTickets: [BatchTicket] {
            var seen: Set<ObjectIdentifier> = []
            return held.compactMap { $0?.ticket }.filter {
                seen.insert(ObjectIdentifier($0)).inserted
            }
        }
    }

    /// The most writes that are submitted while the lock is held.
    private static let submittedMax = 200

    let identifier: KeyIdentifier
    let call: WriteCall
    let journal: (any WriteJournal)?
    let deadLetters: DeadLetters?
    let context: ComponentContext
    let metrics: SinkMetrics
    let state: Mutex<State>
    let timerBell = WakeUp()
    let calls: AsyncStream<DeskCall>
    /// Takes one element for each call, of which the coordinator bounds the number.
    let outbox: AsyncStream<DeskCall>.Continuation

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
        for ticket in state.withLock({ $0.unsettledTickets }) { ticket.fail(CancellationError()) }
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
        acknowledge(ticket)
        state.withLock { $0.unsettledOfLanes[ticket.lane] -= 1 }
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
}
