import DDBBase
import DDBDeltaLog
import DDBStorage

extension TableStore {
    /// Proves a table and makes anew what can be made of the rest of it.
    ///
    /// That is a damaged key index, checkpoints of the log and `_last_checkpoint`; and what writers
    /// that died have left is deleted. A part or a vector that is lost or damaged, or a commit, can
    /// only be put back from a copy: it stays among the faults of ``TableRepair/after``, which tell
    /// what to do. Reads on the calling thread.
    ///
    /// - Throws: As ``verify(_:)``; a `StorageError` with code `locked` where a writer holds the
    ///   table; ``StoreError/Code/unsupported`` in a store without locks.
    public func repair(_ name: String) async throws -> TableRepair {
        try TableName.check(name)
        _ = try await table(name)
        let lock = try await lock(name)
        defer { withExtendedLifetime(lock) {} }
        let before = try await verify(name, lock: lock)
        var repair = TableRepair(before: before, after: before)
        repair.done = try await repairLog(name)
        repair.done += try await repairIndex(name, before.index)
        let orphans = try await reclaimOrphans(name)
        if orphans > 0 {
            repair.done.append("\(orphans) files of writers that died were deleted.")
        }
        if !repair.done.isEmpty { repair.after = try await verify(name, lock: lock) }
        return repair
    }

    private func repairLog(_ name: String) async throws -> [String] {
        let log = DeltaTable(store: blobs, path: name)
        let damage = try await log.verifyLog()
        let retention = try await TableRetention(of: log.snapshot().metadata)
        return try await log.repairLog(
            damage, keepingTombstonesFrom: retention.deletedFileCutoff(at: time.now))
    }

    private func repairIndex(
        _ name: String, _ state: TableVerification.Index
    ) async throws -> [String] {
        switch state {
        // One that is absent or older is no fault: the next writer makes it or brings it forward.
        case .notProven, .equal, .absent, .older: return []
        case .damaged: break
        }
        let table = try await table(name)
        guard let check = IndexCheck(table, random: random), check.isKept else { return [] }
        do {
            try await check.rebuild()
        } catch {
            guard let fault = StoredTable.fault(error) else { throw error }
            return ["The key index was deleted and could not be made anew: \(fault)"]
        }
        return ["The key index was made anew."]
    }

    /// Deletes what no log names, and counts it.
    private func reclaimOrphans(_ name: String) async throws -> Int {
        let log = DeltaTable(store: blobs, path: name)
        let vacuum = TableVacuum(log: log)
        let listing = try await vacuum.listing()
        let snapshot = try await log.snapshot()
        let plan = try await vacuum.plan(
            listing, snapshot: snapshot, cutoff: .min, pins: pinnedVersions(of: name),
            grace: .locked(at: time.now))
        let temporary = try await (blobs as? any LockingBlobStore)?.reclaimOrphans(in: name) ?? 0
        return try await vacuum.run(plan).count + temporary
    }
}
