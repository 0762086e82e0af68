// How calls end.
extension DeliveryCoordinator {
    mutating func written(
        _ call: CallSlot, _ unprocessed: [WriteHandle], _ consumed: Double?
    ) {
        precondition(call.kind == .write, "what is written was sent to be written")
        guard !unprocessed.isEmpty else {
            tookAll(call, consumed)
            return
        }
        mark(unprocessed, in: call)
        var units = 0
        for position in call.writes.indices where !marks[position] {
            units += Int(slots[Int(call.writes[position])].content.units)
        }
        counters.consumedCapacity += budget.settle(
            spent: call.spent, units: units, reported: consumed)
        counters.unprocessed += unprocessed.count
        counters.numRecordsSendErrors += unprocessed.count
        counters.numRecordsSendPartialFailure += unprocessed.count
        // What fails in a partition that is known to be hot outweighs what succeeds in it.
        for position in call.writes.indices where marks[position] {
            let partition = slots[Int(call.writes[position])].partition
            if isHot(partition) { strike(partition, isCertain: false) }
        }
        var left: [Int32] = []
        for position in call.writes.indices {
            let index = call.writes[position]
            if marks[position] {
                left.append(index)
            } else {
                cool(slots[Int(index)].partition)
                settle(index, .written)
            }
        }
        strike(left, call)
        // What is left of a refused call's part may be mixed again: the service took the request.
        retry(left, .throttle, retryAfter: nil, isSuspect: false, call.kind)
    }

    private mutating func tookAll(_ call: CallSlot, _ consumed: Double?) {
        window.succeeded()
        var units = 0
        var cost: Int32 = 0
        for index in call.writes {
            units += Int(slots[Int(index)].content.units)
            cost = max(cost, slots[Int(index)].content.retryCost)
        }
        pace.succeeded(cost: cost)
        counters.consumedCapacity += budget.settle(
            spent: call.spent, units: units, reported: consumed)
        for index in call.writes {
            if !heats.isEmpty { cool(slots[Int(index)].partition) }
            settle(index, .written)
        }
    }

    private mutating func mark(_ unprocessed: [WriteHandle], in call: CallSlot) {
        marks.removeAll(keepingCapacity: true)
        marks.append(contentsOf: repeatElement(false, count: call.writes.count))
        for handle in unprocessed {
            let position = call.writes.firstIndex { slots[Int($0)].content.handle == handle }
            guard let position, !marks[position] else {
                preconditionFailure("what is unprocessed was in the call, and is named once")
            }
            marks[position] = true
        }
    }

    mutating func throttled(_ call: CallSlot, _ scope: ThrottleScope, _ retryAfter: Duration?) {
        counters.throttledCalls += 1
        counters.numRecordsSendErrors += call.writes.count
        _ = budget.settle(spent: call.spent, units: 0, reported: nil)
        if call.kind == .load {
            shrink(call)
        } else if scope == .partition {
            for index in call.writes { strike(slots[Int(index)].partition, isCertain: true) }
        } else if scope == .unknown, call.writes.count == 1 {
            strike(call.writes, call)
        } else {
            shrink(call)
        }
        retry(call.writes, .throttle, retryAfter: retryAfter, isSuspect: call.isSuspect, call.kind)
    }

    /// Takes account of writes that were left undone, nobody knows why: a partition of which
    /// writes fail again and again is hot, and for others there are fewer calls.
    private mutating func strike(_ writes: [Int32], _ call: CallSlot) {
        var isTableWide = false
        for index in writes {
            let isCertain = Int(slots[Int(index)].content.failures) + 1 >= options.hotAfter
            let isHot = strike(slots[Int(index)].partition, isCertain: isCertain)
            if !isHot { isTableWide = true }
        }
        if isTableWide { shrink(call) }
    }

    mutating func shrink(_ call: CallSlot) {
        if window.throttled(call: call.serial, next: lastCall + 1) { budget.throttled(at: now) }
    }

    mutating func failed(_ call: CallSlot, _ mayBeWritten: Bool, _ retryAfter: Duration?) {
        counters.failedCalls += 1
        counters.numRecordsSendErrors += call.writes.count
        if mayBeWritten {
            // The capacity may be used: it is not given back.
            if call.kind == .write {
                for index in call.writes { slots[Int(index)].content.isAmbiguous = true }
            }
        } else {
            _ = budget.settle(spent: call.spent, units: 0, reported: nil)
        }
        retry(call.writes, .failure, retryAfter: retryAfter, isSuspect: call.isSuspect, call.kind)
    }

    /// Halves a refused call until the service refuses one write alone.
    mutating func refused(_ call: CallSlot, _ refusal: Refusal) {
        counters.refusedCalls += 1
        counters.numRecordsSendErrors += call.writes.count
        _ = budget.settle(spent: call.spent, units: 0, reported: nil)
        guard call.writes.count > 1 else {
            refuse(call.writes[0], refusal)
            return
        }
        let middle = call.writes.count / 2
        for part in [call.writes[..<middle], call.writes[middle...]] {
            for index in part { slots[Int(index)].state = .suspect }
            suspects.append(SuspectBatch(kind: call.kind, writes: Array(part)))
        }
    }

    mutating func keptOut(_ call: CallSlot) {
        precondition(
            call.kind == .write && call.writes.count == 1, "conditions are of single writes")
        window.succeeded()
        pace.succeeded(cost: slots[Int(call.writes[0])].content.retryCost)
        // A condition that fails costs what the write would have.
        counters.consumedCapacity += call.spent
        settle(call.writes[0], .keptOut)
    }

    /// Sends writes again after a while.
    ///
    /// - Parameter isSuspect: Whether they stay together because one of them may be refused.
    mutating func retry(
        _ writes: [Int32], _ cause: RetryPace.Cause, retryAfter: Duration?, isSuspect: Bool,
        _ kind: CallSlot.Kind
    ) {
        var waiting: [Int32] = []
        var failures: Int32 = 1
        for index in writes {
            let place = Int(index)
            if isSuspect || !giveWayToNewer(index) {
                slots[place].content.failures += 1
                failures = max(failures, slots[place].content.failures)
                if isExhausted(index) {
                    guard stop == nil else { return }
                    continue
                }
            }
            if !isSuspect, mustPark(index) {
                park(index)
            } else {
                waiting.append(index)
            }
        }
        guard !waiting.isEmpty else { return }
        let (wait, cost) = pace.delay(cause, count: failures, retryAfter: retryAfter)
        for index in waiting {
            slots[Int(index)].state = isSuspect ? .suspect : .delayed
            slots[Int(index)].content.retryCost = cost
        }
        let time = now.saturatingSum(wait)
        if isSuspect {
            retries.insert(.suspect(SuspectBatch(kind: kind, writes: waiting)), at: time)
        } else {
            retries.insert(.mixed(waiting), at: time)
        }
    }

    /// Settles a write that has failed too often, or stops because of it.
    private mutating func isExhausted(_ index: Int32) -> Bool {
        let failures = Int(slots[Int(index)].content.failures)
        switch options.retryLimit {
        case .none: return false
        case .settle(let limit):
            guard failures >= limit else { return false }
            settle(index, .exhausted)
        case .stop(let limit):
            guard failures >= limit else { return false }
            end(.exhausted(slots[Int(index)].content.handle))
        }
        return true
    }

    /// Gives the place of a write that the service has certainly not done to a newer one of the
    /// very same key that waits behind it.
    ///
    /// Nobody can have seen the older one, and the newer would replace it whole.
    private mutating func giveWayToNewer(_ index: Int32) -> Bool {
        let newer = slots[Int(index)].chainNext
        guard options.supersedes, !options.loads, newer != noSlot,
            !slots[Int(index)].content.isAmbiguous,
            slots[Int(newer)].content.sameAs == slots[Int(index)].content.serial
        else { return false }
        unlink(after: index)
        let older = slots[Int(index)].content
        slots[Int(index)].content = slots[Int(newer)].content
        slots[Int(newer)].content = older
        slots[Int(newer)].state = .companion
        appendCompanion(newer, to: index)
        return true
    }

    mutating func releaseRetries() {
        while let (_, value) = retries.popDue(now) {
            switch value {
            case .mixed(let writes):
                for index in writes.reversed() { makeReady(index, isRetry: true) }
            case .suspect(let batch): suspects.append(batch)
            }
        }
    }
}
