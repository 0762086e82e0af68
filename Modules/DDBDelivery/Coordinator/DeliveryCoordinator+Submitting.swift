/// How many writes of one hash are asked for the very same key.
///
/// More than two of them mean that hashes collide, or that nothing is superseded.
private let sameKeyChecksMax = 8

// Taking writes: the order of a key, and newer writes in the place of older ones.
extension DeliveryCoordinator {
    mutating func take(_ write: PendingWrite, _ isSameKey: (WriteHandle) -> Bool) {
        guard stop == nil else {
            count(.failed)
            output.append(.settled(write.handle, .failed, attempts: 0))
            return
        }
        precondition(hasRoom, "a write is submitted where there is no room")
        precondition(
            write.wireByteCount >= 0 && write.itemByteCount >= 0, "sizes are not negative")
        guard fits(write.wireByteCount) else {
            reject(write)
            return
        }
        unsettledCount += 1
        if waitingCount >= options.maxBuffered {
            isFull = true
            isRoomAwaited = true
        }
        lastSerial += 1
        var content = WriteSlot.Content(
            handle: write.handle, serial: lastSerial,
            wireByteCount: Int32(write.wireByteCount), units: Self.units(write.itemByteCount))
        let head = keys.find(write.key, slots)
        guard head != noSlot else {
            let index = allocate(write, content)
            keys.insert(write.key, index)
            slots[Int(index)].chainTail = index
            makeReady(index)
            return
        }
        let same = newestSame(head, isSameKey)
        if same != noSlot {
            if canGiveWay(same) {
                supersede(same, write, content)
                return
            }
            content.sameAs = slots[Int(same)].content.serial
        }
        let index = allocate(write, content)
        slots[Int(index)].state = .held
        slots[Int(slots[Int(head)].chainTail)].chainNext = index
        slots[Int(head)].chainTail = index
    }

    /// The units of a write's capacity: a WCU for each kilobyte that is begun.
    static func units(_ itemByteCount: Int) -> Int32 {
        Int32(clamping: max(1, (itemByteCount + 1023) / 1024))
    }

    func fits(_ wireByteCount: Int) -> Bool {
        wireByteCount <= options.requestBytesMax - options.requestOverheadBytes
    }

    private mutating func reject(_ write: PendingWrite) {
        let outcome = WriteOutcome.rejected(Refusal(.tooLarge))
        count(outcome)
        output.append(.settled(write.handle, outcome, attempts: 0))
    }

    /// The newest write of the very same key; none where there are too many to ask for.
    private func newestSame(_ head: Int32, _ isSameKey: (WriteHandle) -> Bool) -> Int32 {
        if options.loads {
            let tail = slots[Int(head)].chainTail
            return isSameKey(slots[Int(tail)].content.handle) ? tail : noSlot
        }
        guard options.supersedes else { return noSlot }
        var same = noSlot
        var index = head
        var count = 0
        while index != noSlot {
            guard count < sameKeyChecksMax else { return noSlot }
            if isSameKey(slots[Int(index)].content.handle) { same = index }
            index = slots[Int(index)].chainNext
            count += 1
        }
        return same
    }

    /// Whether a write is in no call, and the service cannot have done it either.
    private func canGiveWay(_ index: Int32) -> Bool {
        guard options.supersedes, !options.loads else { return false }
        switch slots[Int(index)].state {
        case .ready, .delayed, .parked, .held: return !slots[Int(index)].content.isAmbiguous
        case .suspect, .flying, .companion, .free: return false
        }
    }

    /// Puts a new write in the place of one that waits; that one waits with it for its end.
    ///
    /// The place stays where it is in its queue, so a key that changes all the time is not put off.
    private mutating func supersede(
        _ index: Int32, _ write: PendingWrite, _ content: WriteSlot.Content
    ) {
        let older = allocate(write, slots[Int(index)].content)
        slots[Int(older)].state = .companion
        if slots[Int(index)].state == .ready {
            ready.exchange(slots[Int(index)].content.wireByteCount, for: content.wireByteCount)
        }
        slots[Int(index)].content = content
        slots[Int(index)].content.companion = older
    }

    mutating func allocate(_ write: PendingWrite, _ content: WriteSlot.Content) -> Int32 {
        var slot = WriteSlot(
            key: write.key, partition: write.partition, content: content,
            deadline: now.saturatingSum(flushTimeout))
        slot.isUnloaded = options.loads
        guard freeSlot != noSlot else {
            slots.append(slot)
            return Int32(slots.count - 1)
        }
        let index = freeSlot
        freeSlot = slots[Int(index)].next
        slots[Int(index)] = slot
        return index
    }

    mutating func free(_ index: Int32) {
        slots[Int(index)].state = .free
        slots[Int(index)].next = freeSlot
        freeSlot = index
    }

    /// Queues a write that is the first of its key.
    ///
    /// - Parameter isRetry: Whether it has waited long enough, and goes before others.
    mutating func makeReady(_ index: Int32, isRetry: Bool = false) {
        let place = Int(index)
        if isRetry { slots[place].deadline = min(slots[place].deadline, now) }
        if slots[place].isUnloaded {
            slots[place].state = .ready
            if isRetry {
                loadable.prepend(index, &slots)
            } else {
                loadable.append(index, &slots)
            }
            return
        }
        guard !mustPark(index) else {
            park(index)
            return
        }
        slots[place].state = .ready
        if isRetry {
            ready.prepend(index, &slots)
        } else {
            ready.append(index, &slots)
        }
    }
}
