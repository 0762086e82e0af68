// Calls: which writes are in them, and when they are sent.
extension DeliveryCoordinator {
    mutating func sendCalls() {
        while flyingCalls < window.limit {
            if sendSuspects() || sendBatch() || sendLoad() { continue }
            return
        }
    }

    /// When something can be sent that cannot now; `.max` where that takes an event.
    mutating func sendDeadline() -> Int64 {
        // Where nothing more may be loaded, an event says when again.
        var next = loadable.count > 0 && mayLoad ? loadable.deadline : .max
        if !suspects.isEmpty || isDue(ready, limit: options.batchMaxSize) {
            // It was held back by the budget.
            next = min(next, max(budget.opensAt(now), now + 1))
        } else if ready.count > 0 {
            next = min(next, ready.deadline)
        }
        return next
    }

    /// Whether a call is full, or must not wait to become so.
    private func isDue(_ queue: ReadyQueue, limit: Int) -> Bool {
        guard queue.count > 0 else { return false }
        return queue.count >= limit || queue.deadline <= now || isDraining || isFull
            || queue.byteCount > options.requestBytesMax - options.requestOverheadBytes
    }

    private mutating func sendSuspects() -> Bool {
        guard let batch = suspects.first else { return false }
        guard batch.kind == .load || budget.isOpen(at: now) else { return false }
        suspects.removeFirst()
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: batch.writes)
        send(batch.kind, isSuspect: true)
        return true
    }

    private mutating func sendBatch() -> Bool {
        guard isDue(ready, limit: options.batchMaxSize), budget.isOpen(at: now) else {
            return false
        }
        scratch.removeAll(keepingCapacity: true)
        var byteCount = options.requestOverheadBytes
        while ready.count > 0, scratch.count < options.batchMaxSize {
            let bytes = Int(slots[Int(ready.list.head)].content.wireByteCount)
            guard byteCount + bytes <= options.requestBytesMax || scratch.isEmpty else { break }
            let index = ready.removeFirst(slots)
            guard !mustPark(index) else {
                park(index)
                continue
            }
            byteCount += bytes
            scratch.append(index)
        }
        ready.findDeadline(slots, limit: options.batchMaxSize)
        // All that was ready may have been of hot partitions.
        guard !scratch.isEmpty else { return false }
        send(.write, isSuspect: false)
        return true
    }

    private mutating func sendLoad() -> Bool {
        guard isDue(loadable, limit: options.loadMaxSize), mayLoad else { return false }
        scratch.removeAll(keepingCapacity: true)
        while loadable.count > 0, scratch.count < options.loadMaxSize {
            scratch.append(loadable.removeFirst(slots))
        }
        loadable.findDeadline(slots, limit: options.loadMaxSize)
        send(.load, isSuspect: false)
        return true
    }

    /// Sends the writes of `scratch`.
    private mutating func send(_ kind: CallSlot.Kind, isSuspect: Bool) {
        let place = takeCall()
        lastCall += 1
        flyingCalls += 1
        flyingCount += scratch.count
        counters.calls += 1
        calls[place].kind = kind
        calls[place].isSuspect = isSuspect
        calls[place].serial = lastCall
        calls[place].spent = 0
        calls[place].writes.removeAll(keepingCapacity: true)
        calls[place].writes.append(contentsOf: scratch)
        let id = DeliveryCallID(index: Int32(place), stamp: calls[place].stamp)
        switch kind {
        case .write:
            var handles: [WriteHandle] = []
            handles.reserveCapacity(scratch.count)
            var units = 0
            for position in scratch.indices {
                let index = Int(scratch[position])
                units += Int(slots[index].content.units)
                handles.append(slots[index].content.handle)
                launch(index)
            }
            calls[place].spent = budget.spend(units)
            output.append(.write(id, handles))
        case .load:
            loadingCount += scratch.count
            var groups: [[WriteHandle]] = []
            groups.reserveCapacity(scratch.count)
            for index in scratch {
                gather(index)
                groups.append(group(of: index))
                launch(Int(index))
            }
            output.append(.load(id, groups))
        }
    }

    private mutating func launch(_ index: Int) {
        slots[index].state = .flying
        slots[index].hasPermit = false
        if !slots[index].isUnloaded { slots[index].content.attempts &+= 1 }
        if slots[index].content.failures > 0 { counters.retried += 1 }
    }

    private mutating func takeCall() -> Int {
        let place: Int
        if let free = freeCalls.popLast() {
            place = Int(free)
        } else {
            place = calls.count
            calls.append(CallSlot())
        }
        calls[place].stamp &+= 1
        calls[place].isFlying = true
        return place
    }

    /// Takes a call out that is answered.
    mutating func land(_ call: DeliveryCallID) -> CallSlot {
        let place = Int(call.index)
        precondition(
            calls.indices.contains(place) && calls[place].isFlying
                && calls[place].stamp == call.stamp, "an answer is about a call in flight")
        calls[place].isFlying = false
        freeCalls.append(call.index)
        flyingCalls -= 1
        flyingCount -= calls[place].writes.count
        if calls[place].kind == .load { loadingCount -= calls[place].writes.count }
        // The array goes back by `recycle(_:)`, so that calls do not allocate one each.
        var landed = CallSlot()
        swap(&landed, &calls[place])
        calls[place].stamp = landed.stamp
        return landed
    }

    /// Gives the memory of an answered call to the next.
    mutating func recycle(_ landed: consuming CallSlot, _ call: DeliveryCallID) {
        guard stop == nil else { return }
        swap(&calls[Int(call.index)].writes, &landed.writes)
    }
}
