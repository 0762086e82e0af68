// Loads: the writes of one key are reduced together, on what the table has.
extension DeliveryCoordinator {
    /// Joins the writes that wait behind the first of a key with it.
    mutating func gather(_ index: Int32) {
        let place = Int(index)
        guard !slots[place].isAlone else { return }
        var last = index
        while slots[Int(last)].content.companion != noSlot {
            last = slots[Int(last)].content.companion
        }
        while true {
            let next = slots[place].chainNext
            guard next != noSlot, !slots[Int(next)].isAlone,
                slots[Int(next)].content.sameAs == slots[Int(last)].content.serial
            else { return }
            unlink(after: index)
            slots[Int(next)].state = .companion
            slots[Int(last)].content.companion = next
            last = next
        }
    }

    /// The writes that are reduced together, in the order in which they came.
    func group(of index: Int32) -> [WriteHandle] {
        var handles: [WriteHandle] = []
        var next = index
        while next != noSlot {
            handles.append(slots[Int(next)].content.handle)
            next = slots[Int(next)].content.companion
        }
        return handles
    }

    mutating func loaded(_ call: CallSlot, _ results: [LoadResult]) {
        precondition(
            call.kind == .load && results.count == call.writes.count,
            "each group of a load has a result")
        var left: [Int32] = []
        var cost: Int32 = 0
        for (index, result) in zip(call.writes, results) {
            cost = max(cost, slots[Int(index)].content.retryCost)
            switch result {
            case .reduced(let wireByteCount, let itemByteCount):
                reduced(index, wireByteCount, itemByteCount)
            case .unchanged: settle(index, .unchanged)
            case .refused(let refusal): refuse(index, refusal)
            case .unprocessed: left.append(index)
            }
        }
        guard left.isEmpty else {
            counters.unprocessed += left.count
            counters.numRecordsSendErrors += left.count
            counters.numRecordsSendPartialFailure += left.count
            shrink(call)
            retry(left, .throttle, retryAfter: nil, isSuspect: false, .load)
            return
        }
        window.succeeded()
        pace.succeeded(cost: cost)
    }

    private mutating func reduced(_ index: Int32, _ wireByteCount: Int, _ itemByteCount: Int) {
        precondition(wireByteCount >= 0 && itemByteCount >= 0, "sizes are not negative")
        guard fits(wireByteCount) else {
            refuse(index, Refusal(.tooLarge))
            return
        }
        let place = Int(index)
        slots[place].isUnloaded = false
        slots[place].content.wireByteCount = Int32(wireByteCount)
        slots[place].content.units = Self.units(itemByteCount)
        slots[place].content.failures = 0
        slots[place].content.retryCost = 0
        makeReady(index)
    }

    /// Takes a group apart: its writes are loaded and reduced one after the other.
    mutating func separate(_ index: Int32) {
        let rest = slots[Int(index)].chainNext
        let tail = slots[Int(index)].chainTail
        var last = index
        slots[Int(index)].isAlone = true
        while true {
            let next = slots[Int(last)].content.companion
            guard next != noSlot else { break }
            slots[Int(last)].content.companion = noSlot
            slots[Int(last)].chainNext = next
            slots[Int(next)].state = .held
            slots[Int(next)].isAlone = true
            slots[Int(next)].isUnloaded = true
            last = next
        }
        slots[Int(last)].chainNext = rest
        slots[Int(index)].chainTail = rest == noSlot ? last : tail
        slots[Int(index)].isUnloaded = true
        makeReady(index, isRetry: true)
    }
}
