import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage

extension TableStore {
    /// Deletes the files of a table that nobody needs, where no writer is at work.
    ///
    /// Kept are the files of the newest version, those that were taken out more lately than the
    /// table keeps deleted files (`delta.deletedFileRetentionDuration`), those of versions that a
    /// reader of ddbkit has open, those of loads that are under way, and whatever ddbkit did not
    /// make. A writer at work does the same by itself, beside its commits.
    ///
    /// - Parameter isDryRun: Whether it only looks.
    /// - Throws: A `StorageError` with code `locked` where a writer holds the table;
    ///   ``StoreError/Code/tableNotFound``; ``StoreError/Code/foreignTable`` where ddbkit did not
    ///   make the table; ``StoreError/Code/unsupported`` in a store without locks;
    ///   ``StoreError/Code/damaged`` where nobody can say what a reader or a load needs. What was
    ///   deleted before it threw was needed by nobody.
    public func vacuum(_ name: String, isDryRun: Bool = false) async throws -> VacuumSummary {
        try TableName.check(name)
        try Self.checkOwn(try await table(name))
        let lock = try await lock(name)
        defer { withExtendedLifetime(lock) {} }
        return try await vacuumLocked(name, isDryRun: isDryRun) {
            try await pinnedVersions(of: name)
        }
    }

    /// Does a vacuum; the caller holds the lock.
    ///
    /// - Parameter pins: Gives the versions that somebody reads.
    package func vacuumLocked(
        _ name: String, isDryRun: Bool, pins: () async throws -> [Int64]
    ) async throws -> VacuumSummary {
        let log = DeltaTable(store: blobs, path: name)
        let snapshot = try await log.snapshot()
        if !isDryRun {
            let finished = snapshot.metadata.configuration[TableProperty.generation]
            try await GenerationFolder.reclaim(in: name, of: blobs, finished: finished)
        }
        let vacuum = TableVacuum(log: log)
        let listing = try await vacuum.listing()
        try snapshot.checkWritable()
        let now = time.now
        let pins = try await pins()
        let plan = try await vacuum.plan(
            listing, snapshot: snapshot,
            cutoff: TableRetention(of: snapshot.metadata).deletedFileCutoff(at: now),
            pins: pins, grace: .locked(at: now))
        var files = plan.files
        if !isDryRun {
            files = try await vacuum.run(plan)
            _ = try await (blobs as? any LockingBlobStore)?.reclaimOrphans(in: name)
        }
        return VacuumSummary(
            table: name, version: snapshot.version, files: files.map(\.path),
            byteCount: files.reduce(0) { $0 + $1.byteCount }, heldFileCount: plan.held.count,
            oldestReadVersion: pins.min(), isDryRun: isDryRun)
    }

    /// The versions that somebody reads.
    ///
    /// - Throws: ``StoreError/Code/conflict`` where a reader does not say which.
    func pinnedVersions(of name: String) async throws -> [Int64] {
        for _ in 0..<Self.pinTriesMax {
            if let versions = try await ReaderPins.current(in: name, of: blobs).knownVersions {
                return versions
            }
            // It is about to say it.
            try await time.sleep(for: .milliseconds(50))
        }
        throw StoreError(
            .conflict,
            "Readers are opening the table '\(name)' all the time, and may read any version of it; try "
                + "again when there are fewer.")
    }

    private static let pinTriesMax = 40

    /// Checks that ddbkit made a table.
    private static func checkOwn(_ table: StoredTable) throws(StoreError) {
        guard table.properties[TableProperty.mode] == nil else { return }
        throw StoreError(
            .foreignTable,
            "The table '\(table.name)' was not made by ddbkit, which cannot tell what its files are "
                + "for; vacuum it with what made it.")
    }
}
