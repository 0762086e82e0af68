import DDBAttributes
import DDBBase
import DDBClientCore
import DDBDelivery
import DDBPipeline
import Synchronization

// What the coordinator decides.
extension DeliveryDesk {
    /// Takes the actions in; what goes wrong with that ends the delivery.
    func carryOut(_ state: inout State) -> Chores {
        var chores = Chores()
        let failure: any Error
        do {
            guard let stop = try takeIn(&state, &chores) else { return chores }
            failure = stop
        } catch {
            // What could not be noted is told by the next run again.
            (chores.failed, chores.settled) = (chores.settled, [])
            failure = error
        }
        state.failure = failure
        chores.failure = failure
        chores.calls = []
        chores.bells = state.bells
        chores.failed += state.unsettledTickets
        state.held = []
        state.reduced = [:]
        return chores
    }

    /// Takes the actions in: what is settled is noted before any call leaves the lock.
    ///
    /// - Returns: What ended the delivery.
    private func takeIn(_ state: inout State, _ chores: inout Chores) throws -> (any Error)? {
        defer { state.actions.removeAll(keepingCapacity: true) }
        var settled: [SettledRecord] = []
        var intended: [IntendedWrite] = []
        var end: (any Error)?
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
            case .stopped(let stop): end = failure(stop, state.lastError)
            }
        }
        if !settled.isEmpty { try journal?.settle(settled) }
        if !intended.isEmpty { try journal?.intend(intended) }
        if !chores.settled.isEmpty { chores.bells = state.bells }
        return end
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
                // DynamoDB's own message may quote values, which only a dead letter may have.
                let reason = reason ?? "DynamoDB does not take it (\(letter.code))"
                rejects.append(RecordReject(recordIndex: held.record, reason: reason))
            }
        }
        // A reject that nobody has kept is told again by the run that goes on.
        if rejects.isEmpty, let name = held.name { settled.append(name) }
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

    func perform(_ chores: Chores) {
        for call in chores.calls { outbox.yield(call) }
        if !chores.settled.isEmpty {
            for ticket in chores.settled { acknowledge(ticket) }
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

    /// Tells that all records of a batch are settled, once dead letters of it are durable.
    func acknowledge(_ ticket: BatchTicket) {
        do {
            try deadLetters?.sync()
            ticket.acknowledge()
        } catch {
            ticket.fail(error)
        }
    }
}
