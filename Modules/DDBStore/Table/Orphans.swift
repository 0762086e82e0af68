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
    ///   - snapshot: The table as it is; nil where it has no log.
    ///   - pins: Versions that somebody reads.
    static func reclaim(
        in folder: String, of store: any BlobStore, snapshot: TableSnapshot?,
        pins: [Int64] = [], at now: Instant
    ) async throws {
        let vacuum = TableVacuum(log: DeltaTable(store: store, path: folder))
        do {
            let plan = try await vacuum.plan(
                vacuum.listing(), snapshot: snapshot, cutoff: .min, pins: pins,
                grace: .locked(at: now))
            _ = try await vacuum.run(plan)
        } catch let error as StoreError where error.code == .damaged {
            // A load that cannot be read, or a reader of a lost version, says nothing against
            // writing: the files stay, and each vacuum tells why.
        }
        _ = try await (store as? any LockingBlobStore)?.reclaimOrphans(in: folder)
    }
}
