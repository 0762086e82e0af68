public import DDBBase
import DDBStorage

extension DeltaTable {
    /// The files of the log that are deleted together.
    ///
    /// A store may need as long for many as for one. Of those that go together any may be left
    /// where the machine fails; the next clean-up takes them.
    static let deletedAtOnce = 64

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
    ///   - shouldStop: Asked before each ``deletedAtOnce`` files; the rest can be done later.
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
        while count < plan.paths.count, !shouldStop() {
            let paths = plan.paths[count...].prefix(Self.deletedAtOnce)
            try await store.delete(Array(paths))
            count += paths.count
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
