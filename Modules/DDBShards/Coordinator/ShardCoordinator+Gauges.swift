public import DDBBase

extension ShardCoordinator {
    /// How things stand.
    ///
    /// - Complexity: O(n), with n shards.
    public func gauges(at time: Instant) -> ShardGauges {
        var gauges = ShardGauges()
        gauges.trackedCount = lineage.count
        gauges.requestCount = requestCount
        gauges.unacknowledgedBytes = unacknowledgedBytes
        gauges.lossCount = lossCount
        gauges.refusedListingCount = discovery.refusedCount
        var watermark = Int64.max
        for (index, slot) in slots.enumerated() where lineage.nodes[index].isUsed {
            switch slot.phase {
            case .finished: continue
            case .drained: gauges.drainedCount += 1
            case .waiting:
                gauges.waitingCount += 1
                if slot.place == nil, !lineage.nodes[index].isListed { continue }
                watermark = min(watermark, earliestUnread(index))
            case .resting, .queued, .held, .positioning, .reading:
                gauges.activeCount += 1
                if let known = slot.watermark { watermark = min(watermark, known) }
            }
        }
        guard watermark != .max else { return gauges }
        let lag = max(0, time.microseconds - watermark)
        gauges.watermark = Instant(microseconds: watermark)
        gauges.lag = .microseconds(lag)
        gauges.trimmedIn = .microseconds(times.retention - lag)
        return gauges
    }
}
