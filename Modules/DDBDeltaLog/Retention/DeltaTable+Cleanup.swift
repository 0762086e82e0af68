public import DDBBase
import DDBStorage

extension DeltaTable {
    /// The table property that, set to false, forbids to clean the log.
    public static let logCleanupProperty = "delta.enableExpiredLogCleanup"

    /// Says which files of the log may go; nil where none may.
    ///
    /// - Parameters:
    ///   - cutoff: See ``TableRetention/logCutoff(at:)``.
    ///   - pins: Versions that somebody still reads from the log.
    public func planLogCleanup(
        before cutoff: Instant, keeping pins: [Int64] = []
    ) async throws -> LogCleanupPlan? {
        LogCleanupPlan(try await listLogFiles(from: nil), cutoff: cutoff, pins: pins)
    }

    /// Deletes what a plan names, after reading the checkpoint that takes its place.
    ///
    /// It may die at any moment and be done again: what is left can be read as before. Sidecars are
    /// left, for tables that have them are not written here.
    ///
    /// - Parameters:
    ///   - snapshot: The table as it is, which says whether it may be written.
    ///   - shouldStop: Asked before each file; the rest can be done later.
    /// - Returns: How many files were deleted; none where the table forbids it.
    /// - Throws: ``DeltaError/Code/corrupt`` where the checkpoint cannot be read; then nothing was
    ///   deleted.
    @discardableResult
    public func cleanLog(
        _ plan: LogCleanupPlan, of snapshot: TableSnapshot, shouldStop: () -> Bool = { false }
    ) async throws -> Int {
        try snapshot.checkWritable()
        if snapshot.metadata.configuration[Self.logCleanupProperty]?.lowercased() == "false" {
            return 0
        }
        try await checkCheckpoint(plan.firstKeptVersion)
        var count = 0
        for path in plan.paths {
            if shouldStop() { break }
            try await store.delete(path)
            count += 1
        }
        return count
    }

    /// Checks that a version can be read from its checkpoint alone.
    private func checkCheckpoint(_ version: Int64) async throws {
        let listing = try await listLog(from: version)
        guard let checkpoint = listing.checkpoints.last(where: { $0.version == version }) else {
            throw DeltaError(
                .gap, "The checkpoint of version \(version) is gone; nothing was cleaned up.",
                location: path)
        }
        var state = ReplayState()
        try await read(checkpoint, into: &state)
        _ = try TableSnapshot(version: version, state: state, settings: settings)
    }
}
