// Hot partitions: their writes back off, the others go on.
extension DeliveryCoordinator {
    /// Takes account of a write that was left undone.
    ///
    /// - Parameter isCertain: Whether the service says that it is the partition.
    /// - Returns: Whether the partition is hot.
    @discardableResult
    mutating func strike(_ partition: UInt64, isCertain: Bool) -> Bool {
        var heat = heats[partition] ?? PartitionHeat()
        guard heats[partition] != nil || hasHeatRoom() else { return false }
        defer { heats[partition] = heat }
        guard heat.level == 0 else {
            guard !heat.isJudged else { return true }
            heat.isJudged = true
            heat.level = min(heat.level + 1, 40)
            heat.allowance = max(1, heat.allowance / 2)
            heat.releaseAt = now.saturatingSum(pace.partitionDelay(level: heat.level))
            if heat.isTimed { heatTimers.insert(partition, at: heat.releaseAt) }
            return true
        }
        heat.strikes += 1
        // One that was hot a while ago needs no further proof.
        guard isCertain || heat.wasHot || heat.strikes >= options.hotAfter else { return false }
        if !heat.wasHot { counters.hotPartitions += 1 }
        heat.level = 1
        heat.wasHot = true
        heat.strikes = 0
        heat.allowance = 1
        heat.isJudged = true
        heat.releaseAt = now.saturatingSum(pace.partitionDelay(level: 1))
        return true
    }

    /// Takes account of a write that was done.
    mutating func cool(_ partition: UInt64) {
        guard var heat = heats[partition] else { return }
        if heat.level == 0 {
            let isForgotten = !heat.wasHot || heat.releaseAt.saturatingSum(pace.longest) <= now
            heat.strikes = 0
            heats[partition] = isForgotten ? nil : heat
            return
        }
        guard !heat.isJudged else { return }
        heat.isJudged = true
        heat.allowance = min(2 * heat.allowance, 1 << 20)
        heat.level -= 1
        if heat.level == 0 {
            heat.isTimed = false
            let parked = heat.parked
            heat.parked = SlotList()
            heats[partition] = heat
            unpark(parked, count: parked.count)
        } else {
            heats[partition] = heat
        }
    }

    func mustPark(_ index: Int32) -> Bool {
        guard !heats.isEmpty, !slots[Int(index)].isUnloaded, !slots[Int(index)].hasPermit else {
            return false
        }
        return isHot(slots[Int(index)].partition)
    }

    mutating func park(_ index: Int32) {
        let partition = slots[Int(index)].partition
        guard var heat = heats[partition] else {
            preconditionFailure("a write is parked where its partition is hot")
        }
        slots[Int(index)].state = .parked
        heat.parked.append(index, &slots)
        if !heat.isTimed {
            heat.isTimed = true
            heat.releaseAt = max(heat.releaseAt, now)
            heatTimers.insert(partition, at: heat.releaseAt)
        }
        heats[partition] = heat
    }

    mutating func releasePartitions() {
        while let (time, partition) = heatTimers.popDue(now) {
            // A timer of a time that has been put off counts no more.
            guard var heat = heats[partition], heat.isTimed, heat.releaseAt == time else {
                continue
            }
            let released = heat.parked
            let count = min(heat.allowance, released.count)
            heat.isJudged = false
            var rest = released
            for _ in 0..<count { _ = rest.removeFirst(slots) }
            heat.parked = rest
            heat.releaseAt = now.saturatingSum(max(1, pace.partitionDelay(level: heat.level)))
            heat.isTimed = rest.count > 0
            if heat.isTimed { heatTimers.insert(partition, at: heat.releaseAt) }
            heats[partition] = heat
            unpark(released, count: count)
        }
    }

    private mutating func unpark(_ parked: SlotList, count: Int) {
        var parked = parked
        var released: [Int32] = []
        for _ in 0..<count { released.append(parked.removeFirst(slots)) }
        for index in released.reversed() {
            slots[Int(index)].hasPermit = true
            makeReady(index, isRetry: true)
        }
    }

    /// Forgets partitions of which nothing waits, where there are too many.
    private mutating func hasHeatRoom() -> Bool {
        guard heats.count >= options.hotPartitionsMax else { return true }
        heats = heats.filter { $0.value.parked.count > 0 }
        return heats.count < options.hotPartitionsMax
    }

    func isHot(_ partition: UInt64) -> Bool {
        guard !heats.isEmpty, let heat = heats[partition] else { return false }
        return heat.level > 0
    }
}
