import DDBBase
import DDBDelivery
import Foundation
import Testing

/// Histories of writes, faults and pauses, made from seeds.
///
/// `DDBKIT_SEED=N` plays that history alone, and shows what happens where it goes wrong.
@Suite struct SimulationTests {
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    private static let seed = ProcessInfo.processInfo.environment["DDBKIT_SEED"]
    private static let historyCount = isSoak ? 10_000 : 1_000
    private static let laneCount = 10

    @Test(arguments: 0..<laneCount)
    func `the table ends as if writes had been done one after the other`(lane: Int) {
        var seeds = Array(
            stride(from: lane, to: Self.historyCount, by: Self.laneCount).map(UInt64.init))
        if let seed = Self.seed.flatMap({ UInt64($0) }) { seeds = lane == 0 ? [seed] : [] }
        for seed in seeds {
            let history = SimulatedHistory(seed: seed)
            guard let fault = Simulation.fault(of: history) else { continue }
            if Self.seed != nil { _ = Simulation.fault(of: history, trace: true) }
            Issue.record("DDBKIT_SEED=\(seed): \(fault)\n\(history)")
            return
        }
    }

    @Test func `the histories contain all that can happen`() {
        let counts: [(String, KeyPath<DeliveryCounters, Int>)] = [
            ("written", \.written), ("merged", \.merged), ("superseded", \.superseded),
            ("unchanged", \.unchanged), ("kept out", \.keptOut), ("rejected", \.rejected),
            ("exhausted", \.exhausted), ("failed", \.failed), ("retried", \.retried),
            ("throttled", \.throttledCalls), ("failures", \.failedCalls),
            ("refused", \.refusedCalls), ("unprocessed", \.unprocessed),
            ("hot partitions", \.hotPartitions),
        ]
        var sums = Array(repeating: 0, count: counts.count)
        for seed in 0..<UInt64(200) {
            let counters = Simulation.counters(of: SimulatedHistory(seed: seed))
            for (index, count) in counts.enumerated() { sums[index] += counters[keyPath: count.1] }
        }
        for (count, sum) in zip(counts, sums) { #expect(sum >= 20, "\(count.0): \(sum)") }
    }

    @Test(arguments: SimulatedHistory.Sabotage.allCases.filter { $0 != .none })
    func `a wrong caller is noticed, and its seed replays`(
        sabotage: SimulatedHistory.Sabotage
    ) throws {
        var found: (history: SimulatedHistory, fault: String)?
        for seed in 0..<UInt64(400) where found == nil {
            var history = SimulatedHistory(seed: seed)
            history.sabotage = sabotage
            if let fault = Simulation.fault(of: history) { found = (history, fault) }
        }
        let (history, fault) = try #require(found)
        #expect(Simulation.fault(of: history) == fault)
    }
}
