import DDBBase
import DDBDeltaLog
import DDBStorage
import Synchronization

extension TableWriter {
    /// What was done for the table beside commits, and what of it failed.
    public var maintenanceStatus: MaintenanceStatus { maintenance.withLock { $0 }.status }

    /// Has the table looked after from now on, or from its first commit on.
    ///
    /// - Parameters:
    ///   - snapshot: The table as it was opened; nil where there is none.
    ///   - isOnlyWriter: Whether the writer has the table's lock; without it only what the log took
    ///     out is ever deleted.
    func beginMaintenance(_ snapshot: TableSnapshot?, isOnlyWriter: Bool) async throws {
        guard options.maintenance.isOn else { return }
        if let snapshot {
            let checkpoint = try await log.lastCheckpointVersion() ?? -1
            startMaintenance(
                snapshot, version: snapshot.version,
                commitCount: Int(clamping: max(snapshot.version - checkpoint, 0)),
                isOnlyWriter: isOnlyWriter)
        }
        onCommit { [weak self] notice in
            guard let self else { return }
            let version = notice.summary.version
            // Commits come one after the other, and each is told before the next.
            switch self.maintenance.withLock({ $0 }) {
            case .running(let running):
                running.committed(
                    version: version, actionCount: notice.actionCount,
                    removedByteCount: notice.removedByteCount)
            case .none:
                self.startMaintenance(
                    nil, version: version, commitCount: 1, isOnlyWriter: isOnlyWriter)
            case .ended: break
            }
        }
    }

    private func startMaintenance(
        _ snapshot: TableSnapshot?, version: Int64, commitCount: Int, isOnlyWriter: Bool
    ) {
        var hooks = MaintenanceHooks()
        hooks.isOnlyWriter = isOnlyWriter
        let begun = target.begun
        hooks.namesInUse = { begun.all }
        if options.maintenance.compacts {
            hooks.compact = { [weak self] shouldStop in
                try await self?.compactOnce(.balance, shouldStop: shouldStop) != nil
            }
        }
        let log = log
        hooks.pinnedVersions = {
            try await ReaderPins.current(in: log.path, of: log.store).knownVersions
        }
        hooks.forgetTombstones = { [weak self] in try await self?.forgetTombstones(before: .max) }
        let plan = MaintenancePlan(
            options.maintenance, retention: options.retention, compacts: hooks.compact != nil,
            commitCount: commitCount, at: time.monotonicNanoseconds)
        let started = TableMaintenance(
            plan, version: version,
            work: TableUpkeep(log, snapshot: snapshot, time: time, hooks: hooks), time: time,
            pool: ThreadPool(threadCount: 1))
        maintenance.withLock { maintenance in
            // A first commit may end while the writer is being closed.
            if case .ended = maintenance { return }
            maintenance = .running(started)
            started.start()
        }
    }

    /// Ends maintenance and tells what it has done.
    func closeMaintenance() async -> MaintenanceStatus {
        let upkeep = maintenance.withLock { maintenance in
            // From here on no commit begins it.
            if case .none = maintenance { maintenance = .ended(MaintenanceStatus()) }
            return maintenance
        }
        switch upkeep {
        case .none: return MaintenanceStatus()
        case .ended(let status): return status
        case .running(let running):
            let status = await running.close()
            maintenance.withLock { $0 = .ended(status) }
            return status
        }
    }
}
