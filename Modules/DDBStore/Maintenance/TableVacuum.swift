import DDBBase
import DDBDeltaLog
import DDBStorage

/// Finds and deletes the files of a table that nobody needs.
///
/// The order matters where a writer is at work: first what lies there is listed, then it is asked
/// what is being written, then what is committed. A file that was listed and is neither was given
/// up.
struct TableVacuum: Sendable {
    /// The files that are deleted together: a store may need as long for many as for one.
    static let deletedAtOnce = 256

    let log: DeltaTable

    /// What lies in the folder under names that ddbkit makes; paths in the folder.
    func listing() async throws -> [BlobEntry] {
        var entries: [BlobEntry] = []
        for prefix in [PartName.vectorPrefix, PartName.partPrefix] {
            for entry in try await log.store.listAll(prefix: log.storePath(prefix)) {
                let path = String(entry.path.dropFirst(log.storePath("").count))
                guard PartName.kind(path) != nil else { continue }
                entries.append(BlobEntry(path: path, attributes: entry.attributes))
            }
        }
        return entries
    }

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - listing: See ``listing()``, taken before the other arguments.
    ///   - inUse: The names of files that are being written.
    ///   - snapshot: The table as it is; nil where it has no log yet.
    ///   - cutoff: What was taken out at this moment or later stays, in milliseconds since the
    ///     epoch.
    ///   - pins: Versions that somebody reads.
    func plan(
        _ listing: [BlobEntry], inUse: Set<String> = [], snapshot: TableSnapshot?, cutoff: Int64,
        pins: [Int64], grace: VacuumPlan.Grace
    ) async throws -> VacuumPlan {
        var needed = NeededFiles()
        needed.add(inUse)
        try await needed.addGenerations(of: log)
        var (read, expired) = (NeededFiles(), NeededFiles())
        if let snapshot {
            try needed.add(snapshot)
            try needed.add(snapshot.tombstones(from: cutoff))
            try await read.add(versions: pins, of: log, newest: snapshot)
            try expired.add(snapshot.tombstones)
        }
        var found = listing
        for path in expired.paths.sorted()
        where !needed.paths.contains(path) && PartName.kind(path) == nil
            && VacuumPlan.mayBeData(path)
        {
            guard let attributes = try await log.store.attributes(log.storePath(path)) else {
                continue
            }
            found.append(BlobEntry(path: path, attributes: attributes))
        }
        return VacuumPlan(
            listing: found, needed: needed, read: read, expired: expired, grace: grace)
    }

    /// Deletes what a plan names; it may die at any moment and be done again.
    ///
    /// - Parameter shouldStop: Asked before each ``deletedAtOnce`` files.
    /// - Returns: What was deleted.
    func run(
        _ plan: VacuumPlan, shouldStop: () -> Bool = { false }
    ) async throws -> [VacuumPlan.File] {
        var deleted: [VacuumPlan.File] = []
        while deleted.count < plan.files.count, !shouldStop() {
            let files = plan.files[deleted.count...].prefix(Self.deletedAtOnce)
            try await log.store.delete(files.map { log.storePath($0.path) })
            deleted += files
        }
        return deleted
    }
}
