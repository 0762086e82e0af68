import DDBBase
import DDBShards
import Foundation
import Testing

/// Histories of shards, faults, pauses and restarts, made from seeds.
///
/// `DDBKIT_SHARD_SEED=N` plays that history alone, and shows what happens where it goes wrong.
@Suite struct SimulationTests {
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil
    private static let seed = ProcessInfo.processInfo.environment["DDBKIT_SHARD_SEED"]
    private static let historyCount = isSoak ? 10_000 : 2_000
    private static let laneCount = 20

    @Test(arguments: 0..<laneCount)
    func `each record is delivered in order or reported as lost`(lane: Int) {
        var seeds = Array(
            stride(from: lane, to: Self.historyCount, by: Self.laneCount).map(UInt64.init))
        if let seed = Self.seed.flatMap({ UInt64($0) }) { seeds = lane == 0 ? [seed] : [] }
        for seed in seeds {
            let history = SimulatedHistory(seed: seed)
            guard let fault = Simulation.fault(of: history) else { continue }
            let (least, leastFault) = history.shrunk(fault)
            if Self.seed != nil { _ = Simulation.fault(of: least, trace: true) }
            Issue.record("seed \(seed): \(fault)\n\nshrunk: \(leastFault)\n\(least)")
            return
        }
    }

    @Test(arguments: SimulatedHistory.Sabotage.allCases.filter { $0 != .none })
    func `a wrong consumer is noticed, replayed and lessened`(
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
        let (least, leastFault) = history.shrunk(fault)
        #expect(least.steps.count < history.steps.count)
        #expect(Simulation.fault(of: least) == leastFault)
    }
}
