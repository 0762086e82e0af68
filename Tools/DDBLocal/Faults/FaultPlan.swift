import DDBBase
import Synchronization

/// Decides which calls meet which faults.
final class FaultPlan: Sendable {
    private struct State {
        var rules: [FaultRule] = []
        /// How many calls each rule has seen.
        var counts: [Int] = []
        var shown: [String: Int] = [:]
    }

    private let random: any RandomSource
    private let state = Mutex(State())

    init(_ rules: [FaultRule], random: any RandomSource) {
        self.random = random
        set(rules)
    }

    /// Replaces all rules; calls are counted anew.
    func set(_ rules: [FaultRule]) {
        state.withLock { state in
            state.rules = rules
            state.counts = Array(repeating: 0, count: rules.count)
        }
    }

    /// The rules.
    var rules: [FaultRule] { state.withLock { $0.rules } }

    /// How often each operation met a fault, by `Operation:fault`.
    var shown: [String: Int] { state.withLock { $0.shown } }

    /// The faults of the next call of an operation.
    func faults(of operation: String) -> [FaultKind] {
        state.withLock { state in
            guard !state.rules.isEmpty else { return [] }
            var faults: [FaultKind] = []
            for index in state.rules.indices where state.rules[index].concerns(operation) {
                state.counts[index] += 1
                let rule = state.rules[index]
                let isDue =
                    switch rule.trigger {
                    case .always: true
                    case .probability(let fraction): random.fraction() < fraction
                    case .call(let number): state.counts[index] == number
                    case .every(let number): state.counts[index].isMultiple(of: number)
                    }
                guard isDue else { continue }
                faults.append(rule.kind)
                state.shown["\(operation):\(rule.kind.name)", default: 0] += 1
            }
            return faults
        }
    }
}
