extension SimulatedHistory {
    /// The most plays that a shrinking takes.
    private static let playsMax = 400

    /// A history with fewer steps and faults that goes wrong as well, and how.
    func shrunk(_ fault: String) -> (history: SimulatedHistory, fault: String) {
        var least = self
        var leastFault = fault
        var plays = 0
        func isAccepted(_ candidate: SimulatedHistory) -> Bool {
            guard plays < Self.playsMax else { return false }
            plays += 1
            guard let fault = Simulation.fault(of: candidate),
                fault.prefix(7) == leastFault.prefix(7)
            else { return false }
            least = candidate
            leastFault = fault
            return true
        }
        for simplify in Self.simplifications {
            var candidate = least
            simplify(&candidate)
            _ = isAccepted(candidate)
        }
        var size = max(1, least.steps.count / 2)
        while size > 0 {
            var start = 0
            while start < least.steps.count {
                var candidate = least
                candidate.steps.removeSubrange(start..<min(start + size, candidate.steps.count))
                if !isAccepted(candidate) { start += size }
            }
            size /= 2
        }
        return (least, leastFault)
    }

    private static let simplifications: [@Sendable (inout SimulatedHistory) -> Void] = [
        { $0.faults.throttle = 0 }, { $0.faults.transient = 0 }, { $0.faults.expired = 0 },
        { $0.faults.missingShards = 0 }, { $0.faults.repeatedTokens = 0 },
        { $0.faults.emptyListingPages = 0 }, { $0.faults.emptyPages = 0 },
        { $0.faults.lateChildren = 0 }, { $0.faults.isFilterRefused = false },
        { $0.faults.isSlowListing = false }, { $0.acknowledgeDelay = second },
        { $0.latency = second / 10 },
    ]
}
