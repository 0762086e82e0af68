// The end of writes, and what it means for others of their key.
extension DeliveryCoordinator {
    /// Settles the first write of its key, and those that are settled with it.
    mutating func settle(_ index: Int32, _ outcome: WriteOutcome) {
        forgetReduced(index)
        emit(index, outcome)
        var companion = slots[Int(index)].content.companion
        while companion != noSlot {
            let next = slots[Int(companion)].content.companion
            // The calls of a group are those of its first write.
            if options.loads {
                slots[Int(companion)].content.attempts = slots[Int(index)].content.attempts
            }
            emit(companion, fate(ofCompanions: outcome))
            free(companion)
            companion = next
        }
        promote(index)
    }

    private func fate(ofCompanions outcome: WriteOutcome) -> WriteOutcome {
        guard options.loads else { return outcome == .failed ? .failed : .superseded }
        return outcome == .written ? .merged : outcome
    }

    /// Settles a write that the service does not take.
    ///
    /// What had given its place to it was never refused, so the newest of that comes back: the
    /// table ends as if the refused write had never been. A group is halved.
    mutating func refuse(_ index: Int32, _ refusal: Refusal) {
        let companion = slots[Int(index)].content.companion
        guard companion != noSlot else {
            settle(index, .rejected(refusal))
            return
        }
        guard !options.loads else {
            separate(index)
            return
        }
        let newer = slots[Int(index)].chainNext
        if newer != noSlot,
            slots[Int(newer)].content.sameAs == slots[Int(index)].content.serial
        {
            slots[Int(index)].content.companion = noSlot
            appendCompanion(companion, to: newer)
            settle(index, .rejected(refusal))
            return
        }
        emit(index, .rejected(refusal))
        slots[Int(index)].content = slots[Int(companion)].content
        free(companion)
        makeReady(index, isRetry: true)
    }

    /// Adds a write, and those that are settled with it, to the end of those of another.
    mutating func appendCompanion(_ companion: Int32, to index: Int32) {
        var last = index
        while slots[Int(last)].content.companion != noSlot {
            last = slots[Int(last)].content.companion
        }
        slots[Int(last)].content.companion = companion
    }

    private mutating func emit(_ index: Int32, _ outcome: WriteOutcome) {
        let content = slots[Int(index)].content
        count(outcome)
        unsettledCount -= 1
        output.append(.settled(content.handle, outcome, attempts: Int(content.attempts)))
    }

    mutating func count(_ outcome: WriteOutcome) {
        switch outcome {
        case .written: counters.written += 1
        case .merged: counters.merged += 1
        case .superseded: counters.superseded += 1
        case .unchanged: counters.unchanged += 1
        case .keptOut: counters.keptOut += 1
        case .rejected: counters.rejected += 1
        case .exhausted: counters.exhausted += 1
        case .failed: counters.failed += 1
        }
    }

    /// Takes a write out of its key; the next of the key may be sent.
    private mutating func promote(_ index: Int32) {
        let place = Int(index)
        let next = slots[place].chainNext
        if next == noSlot {
            keys.remove(index, slots[place].key)
        } else {
            keys.replace(index, with: next, slots[place].key)
            slots[Int(next)].chainTail = slots[place].chainTail
            makeReady(next)
        }
        free(index)
    }

    /// Takes the write behind the first of a key out of the key's order.
    mutating func unlink(after head: Int32) {
        let removed = slots[Int(head)].chainNext
        slots[Int(head)].chainNext = slots[Int(removed)].chainNext
        slots[Int(removed)].chainNext = noSlot
        if slots[Int(head)].chainTail == removed { slots[Int(head)].chainTail = head }
    }

    /// Stops: all that is not settled fails.
    mutating func end(_ reason: DeliveryStop) {
        stop = reason
        for index in unsettledSlots { emit(index, .failed) }
        slots.removeAll()
        freeSlot = noSlot
        keys = KeyTable()
        ready = ReadyQueue()
        loadable = ReadyQueue()
        suspects.removeAll()
        retries.removeAll()
        heats.removeAll()
        heatTimers.removeAll()
        calls.removeAll()
        freeCalls.removeAll()
        flyingCalls = 0
        flyingCount = 0
        (reducedCount, reducedByteCount, loadingCount) = (0, 0, 0)
        output.append(.stopped(reason))
    }

    /// The writes in whose place those of a call in flight are sent.
    ///
    /// They are settled with those. Who keeps a journal notes them as done before the call leaves:
    /// if the process ends before the answer comes, the newer ones are sent again, and the older
    /// ones must not be.
    public func superseded(in call: DeliveryCallID) -> [WriteHandle] {
        let place = Int(call.index)
        guard !options.loads, calls.indices.contains(place), calls[place].isFlying,
            calls[place].stamp == call.stamp
        else { return [] }
        var handles: [WriteHandle] = []
        for index in calls[place].writes {
            var companion = slots[Int(index)].content.companion
            while companion != noSlot {
                handles.append(slots[Int(companion)].content.handle)
                companion = slots[Int(companion)].content.companion
            }
        }
        return handles
    }
}
