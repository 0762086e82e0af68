import DDBDeltaLog
import DDBStorage

/// Deletes what writers that died have left in a table's folder.
///
/// The caller holds the table's lock, so nobody is writing what this deletes.
enum Orphans {
    static func reclaim(
        in folder: String, of store: any BlobStore, snapshot: TableSnapshot?
    ) async throws {
        var kept = Set(snapshot?.files.map(\.path) ?? [])
        kept.formUnion(snapshot?.tombstones.map(\.path) ?? [])
        kept.formUnion(try await Generation.partNames(in: folder, of: store))
        let prefix = folder + "/"
        for entry in try await store.listAll(prefix: prefix + "part-") {
            let name = String(entry.path.dropFirst(prefix.count))
            if name.hasSuffix(".parquet"), !name.contains("/"), !kept.contains(name) {
                try await store.delete(entry.path)
            }
        }
        _ = try await (store as? any LockingBlobStore)?.reclaimOrphans(in: folder)
    }
}
