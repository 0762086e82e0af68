import DDBBase
import DDBClientCore
import DDBDelivery
import DDBPipeline
import Logging
import Synchronization

// Calls and time.
extension DeliveryDesk {
    func run() async {
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
        var stall: Stall?
        let next = tell { state in
            let unsettledCount = state.coordinator.unsettledCount
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
            stall = self.stall(outcome, since: unsettledCount, &state)
            counters = (state.coordinator.counters, state.shown)
            state.shown = state.coordinator.counters
        }
        if let stall { warn(of: stall) }
        if let counters { metrics.show(counters.now, since: counters.shown) }
        return next
    }

    /// That nothing has been taken for a while.
    private struct Stall {
        let duration: Duration
        let unsettledCount: Int
        let error: ClientError
    }

    /// - Returns: What is to be told of a call that failed, as many before it.
    private func stall(
        _ outcome: WriteCall.Outcome, since unsettledCount: Int, _ state: inout State
    ) -> Stall? {
        if state.coordinator.unsettledCount < unsettledCount {
            state.watch.progressed()
            return nil
        }
        guard let error = outcome.error else { return nil }
        let now = Duration.nanoseconds(Int64(clamping: context.time.monotonicNanoseconds))
        guard let duration = state.watch.failed(at: now) else { return nil }
        return Stall(
            duration: duration, unsettledCount: state.coordinator.unsettledCount, error: error)
    }

    private func warn(of stall: Stall) {
        var metadata: Logger.Metadata = [
            "table": "\(call.table.name)", "for": "\(stall.duration.components.seconds) s",
            "writes that wait": "\(stall.unsettledCount)", "error": "\(stall.error.code.text)",
        ]
        // What a service says of a request may quote values; of its own state it has none.
        let isOfService = [.throttling, .transient].contains(stall.error.category)
        if isOfService, let message = stall.error.serviceMessage ?? stall.error.detail {
            metadata["message"] = "\(message)"
        }
        context.logger.warning("nothing is taken; it is tried again", metadata: metadata)
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

    func show() {
        let (counters, shown) = state.withLock { state in
            defer { state.shown = state.coordinator.counters }
            return (state.coordinator.counters, state.shown)
        }
        metrics.show(counters, since: shown)
    }
}
