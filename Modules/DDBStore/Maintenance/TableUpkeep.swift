package import DDBBase
package import DDBDeltaLog
import DDBStorage
import Synchronization

/// Does the maintenance of one table.
///
/// It follows the log by reading it, so that no commit has to share a snapshot with it: a copy of
/// what the writer works on would make the next commit copy all that both have. Called by one task
/// at a time.
package final class TableUpkeep: MaintenanceWork {
    private let log: DeltaTable
    private let time: any TimeSource
    private let hooks: MaintenanceHooks
    /// The table as it was when it was last looked at; nil where it must be read anew.
    private let known: Mutex<TableSnapshot?>

    /// Creates the upkeep of a table; touches nothing.
    ///
    /// - Parameter snapshot: The table as it is; nil where it is to be read.
    package init(
        _ log: DeltaTable, snapshot: TableSnapshot?, time: any TimeSource, hooks: MaintenanceHooks
    ) {
        self.log = log
        self.time = time
        self.hooks = hooks
        known = Mutex(snapshot)
    }

    package func perform(
        _ action: MaintenanceAction, upTo version: @escaping @Sendable () -> Int64,
        shouldStop: @escaping @Sendable () -> Bool
    ) async throws -> MaintenanceResult {
        switch action {
        case .checkpoint: return try await checkpoint(version())
        case .cleanLog: return try await cleanLog(version(), shouldStop)
        case .vacuum: return try await vacuum(version, shouldStop)
        case .compact:
            let didStep = try await hooks.compact?(shouldStop) ?? false
            return MaintenanceResult(didStep ? .more : .done)
        }
    }

    private func checkpoint(_ version: Int64) async throws -> MaintenanceResult {
        let snapshot = try await follow(to: version)
        defer { keep(snapshot) }
        let cutoff = try TableRetention(of: snapshot.metadata).deletedFileCutoff(at: time.now)
        try await log.writeCheckpoint(
            of: snapshot,
            keepingTombstonesFrom: Self.cutoff(cutoff, remembering: snapshot.tombstones))
        // This knows them, and the writer has no use for what was taken out.
        try await hooks.forgetTombstones()
        var result = MaintenanceResult()
        result.checkpointVersion = snapshot.version
        return result
    }

    private func cleanLog(
        _ version: Int64, _ shouldStop: @Sendable () -> Bool
    ) async throws -> MaintenanceResult {
        let snapshot = try await follow(to: version)
        defer { keep(snapshot) }
        let cutoff = try TableRetention(of: snapshot.metadata).logCutoff(at: time.now)
        var result = MaintenanceResult()
        if shouldStop() { return result }
        guard let pins = try await hooks.pinnedVersions() else {
            result.hold = MaintenanceHold(action: .cleanLog)
            return result
        }
        let plan = try await log.planLogCleanup(before: cutoff, keeping: pins)
        if let oldest = pins.min() {
            let whole = try await log.planLogCleanup(before: cutoff)?.paths.count ?? 0
            let held = max(0, whole - (plan?.paths.count ?? 0))
            if held > 0 {
                result.hold = MaintenanceHold(
                    action: .cleanLog, fileCount: held, oldestVersion: oldest)
            }
        }
        guard let plan else { return result }
        result.fileCount = try await log.cleanLog(plan, of: snapshot, shouldStop: shouldStop)
        return result
    }

    private func vacuum(
        _ version: @Sendable () -> Int64, _ shouldStop: @Sendable () -> Bool
    ) async throws -> MaintenanceResult {
        let vacuum = TableVacuum(log: log)
        let listing = try await vacuum.listing()
        let inUse = hooks.namesInUse()
        // Asked for last: what was in use until then has been committed or given up.
        var snapshot = try await follow(to: version())
        defer { keep(snapshot) }
        let now = time.now
        let cutoff = try TableRetention(of: snapshot.metadata).deletedFileCutoff(at: now)
        var result = MaintenanceResult()
        guard let pins = try await hooks.pinnedVersions() else {
            result.hold = MaintenanceHold(action: .vacuum)
            return result
        }
        let plan = try await vacuum.plan(
            listing, inUse: inUse, snapshot: snapshot, cutoff: cutoff, pins: pins,
            grace: hooks.isOnlyWriter ? .beside(at: now) : .none)
        let deleted = try await vacuum.run(plan, shouldStop: shouldStop)
        if deleted.count == plan.files.count {
            let held = Set(plan.held.map(\.path))
            snapshot.forgetTombstones(
                before: try Self.cutoff(
                    cutoff,
                    remembering: snapshot.tombstones.filter {
                        try !NeededFiles($0).paths.isDisjoint(with: held)
                    }))
        }
        if let oldest = pins.min(), !plan.held.isEmpty {
            result.hold = MaintenanceHold(
                action: .vacuum, fileCount: plan.held.count, oldestVersion: oldest)
        }
        result.fileCount = deleted.count
        result.byteCount = deleted.reduce(0) { $0 + $1.byteCount }
        return result
    }

    /// From when on removals are remembered.
    ///
    /// A file of a name that ddbkit does not make is known for one that may go by its removal
    /// alone, which therefore stays until a vacuum has taken the file.
    private static func cutoff(
        _ cutoff: Int64, remembering tombstones: [RemoveFile]
    ) throws -> Int64 {
        try tombstones.reduce(cutoff) { cutoff, file in
            let time = file.deletionTimestamp ?? .min
            guard time < cutoff else { return cutoff }
            let isKnown = try NeededFiles(file).paths.allSatisfy {
                PartName.kind($0) != nil || !VacuumPlan.mayBeData($0)
            }
            return isKnown ? cutoff : time
        }
    }

    /// The table at a version that the writer has committed, or at a later one.
    private func follow(to version: Int64) async throws -> TableSnapshot {
        let taken = known.withLock { known in
            defer { known = nil }
            return known
        }
        guard var snapshot = taken else { return try await log.snapshot() }
        while snapshot.version < version {
            guard let commit = try await log.readCommit(snapshot.version + 1) else {
                // Others cleaned the log up.
                return try await log.snapshot()
            }
            try snapshot.apply(commit)
        }
        return snapshot
    }

    private func keep(_ snapshot: TableSnapshot) {
        known.withLock { $0 = snapshot }
    }
}
