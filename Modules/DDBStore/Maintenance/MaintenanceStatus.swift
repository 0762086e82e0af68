/// What maintenance has done for a table since its writer was opened.
public struct MaintenanceStatus: Sendable {
    /// How many checkpoints were written.
    public internal(set) var checkpointCount = 0
    /// The version of the last one.
    public internal(set) var checkpointVersion: Int64?
    /// How many files of the log were deleted.
    public internal(set) var cleanedLogFileCount = 0
    /// How many files were deleted that nobody needed.
    public internal(set) var vacuumedFileCount = 0
    /// Their bytes.
    public internal(set) var vacuumedByteCount = 0
    /// How many steps of compaction were done.
    public internal(set) var compactionCount = 0
    /// How many times something failed.
    public internal(set) var failureCount = 0
    /// What failed when it was last tried, at most one an action.
    public internal(set) var failures: [MaintenanceFailure] = []
    /// What stays for the sake of readers, at most one an action.
    public internal(set) var holds: [MaintenanceHold] = []

    /// Creates the status of a writer that was just opened.
    public init() {}

    mutating func add(_ result: MaintenanceResult, of action: MaintenanceAction) {
        failures.removeAll { $0.action == action }
        holds.removeAll { $0.action == action }
        if let hold = result.hold { holds.append(hold) }
        if let version = result.checkpointVersion {
            checkpointCount += 1
            checkpointVersion = version
        }
        switch action {
        case .checkpoint: break
        case .cleanLog: cleanedLogFileCount += result.fileCount
        case .vacuum:
            vacuumedFileCount += result.fileCount
            vacuumedByteCount += result.byteCount
        case .compact: compactionCount += result.outcome == .more ? 1 : 0
        }
    }

    mutating func add(_ failure: MaintenanceFailure) {
        failureCount += 1
        failures.removeAll { $0.action == failure.action }
        failures.append(failure)
    }
}
