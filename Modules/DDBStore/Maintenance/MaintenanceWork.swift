/// Does what a ``MaintenancePlan`` decides.
package protocol MaintenanceWork: Sendable {
    /// Does one action; called by one task at a time.
    ///
    /// - Parameters:
    ///   - version: Gives the last version that the writer committed until then.
    ///   - shouldStop: Asked between steps; whoever is told to stop leaves the rest.
    func perform(
        _ action: MaintenanceAction, upTo version: @escaping @Sendable () -> Int64,
        shouldStop: @escaping @Sendable () -> Bool
    ) async throws -> MaintenanceResult
}

/// What an action came to.
package struct MaintenanceResult: Sendable, Hashable {
    /// How an action ended that did not fail.
    package enum Outcome: Sendable, Hashable {
        /// All was done.
        case done
        /// A step was done, and there may be another.
        case more
    }

    package var outcome: Outcome
    package var checkpointVersion: Int64?
    package var fileCount = 0
    package var byteCount = 0
    /// What stays for the sake of readers; nil where nothing does.
    package var hold: MaintenanceHold?

    package init(_ outcome: Outcome = .done) {
        self.outcome = outcome
    }
}
