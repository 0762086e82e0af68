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
            guard left.count == call.writes.count else {
                // A reply has room for so many bytes only: what it leaves out is no overload.
                window.succeeded()
                pace.succeeded(cost: cost)
                for index in left { slots[Int(index)].state = .delayed }
                retries.insert(.mixed(left), at: now.saturatingSum(pace.shortDelay()))
                return
            }
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
        reducedCount += 1
        reducedByteCount += wireByteCount
        slots[place].content.units = Self.units(itemByteCount)
        slots[place].content.failures = 0
        slots[place].content.retryCost = 0
        makeReady(index)
    }

    /// Whether more may be loaded: what is reduced waits in memory, and grows old there.
    var mayLoad: Bool {
        reducedCount + loadingCount < options.loadAheadMax
            && reducedByteCount < options.loadAheadBytesMax
    }

    /// Takes note that a write does not wait in its reduced form any more.
    mutating func forgetReduced(_ index: Int32) {
        guard options.loads, !slots[Int(index)].isUnloaded else { return }
        reducedCount -= 1
        reducedByteCount -= Int(slots[Int(index)].content.wireByteCount)
    }

    /// Halves a group: its halves are loaded and reduced one after the other.
    ///
    /// So one write at fault is found by a few loads, and the others of its group are reduced.
    mutating func separate(_ index: Int32) {
        forgetReduced(index)
        let rest = slots[Int(index)].chainNext
        let tail = slots[Int(index)].chainTail
        var last = index
        for _ in 1..<max(1, groupCount(of: index) / 2) {
            last = slots[Int(last)].content.companion
        }
        let second = slots[Int(last)].content.companion
        slots[Int(last)].content.companion = noSlot
        slots[Int(index)].isAlone = true
        slots[Int(index)].isUnloaded = true
        slots[Int(index)].chainNext = second
        slots[Int(index)].chainTail = rest == noSlot ? second : tail
        slots[Int(second)].state = .held
        slots[Int(second)].isAlone = true
        slots[Int(second)].isUnloaded = true
        slots[Int(second)].chainNext = rest
        makeReady(index, isRetry: true)
    }

    private func groupCount(of index: Int32) -> Int {
        var count = 0
        var next = index
        while next != noSlot {
            count += 1
            next = slots[Int(next)].content.companion
        }
        return count
    }
}
