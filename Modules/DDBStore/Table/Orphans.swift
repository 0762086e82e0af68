import DDBBase
import DDBDeltaLog
import DDBStorage

/// Deletes what writers that died have left in a table's folder.
///
/// The caller holds the table's lock, so nobody is writing what this deletes. What the log has
/// taken out stays; that is for a vacuum.
enum Orphans {
    /// Deletes parts and vectors that no log and no reader has any use for, and temporary files.
    ///
    /// Vectors that are younger than ``VacuumPlan/Grace/microseconds`` stay, for software that
    /// takes no lock names them as ddbkit does.
    ///
    /// - Parameters:
    ///   - snapshot: The table as it is, read before this is called; nil where it has no log.
    static func reclaim(
        in folder: String, of store: any BlobStore, snapshot: TableSnapshot?, at now: Instant
    ) async throws {
        let vacuum = TableVacuum(log: DeltaTable(store: store, path: folder))
        do {
            let listing = try await vacuum.listing()
            if let pins = try await ReaderPins.current(in: folder, of: store).knownVersions {
                let plan = try await vacuum.plan(
                    listing, snapshot: snapshot, cutoff: .min, pins: pins,
                    grace: .locked(at: now))
                _ = try await vacuum.run(plan)
            }
        } catch let error as StoreError where error.code == .damaged {
            // A load that cannot be read, or a reader of a lost version, says nothing against
            // writing: the files stay, and each vacuum tells why. So they do where a reader has
            // not said yet what it reads.
        }
        _ = try await (store as? any LockingBlobStore)?.reclaimOrphans(in: folder)
    }
}
