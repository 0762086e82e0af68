import DDBDeltaLog
import DDBStorage

/// The files of a table's folder that somebody needs, by their paths in it.
struct NeededFiles: Sendable {
    private(set) var paths: Set<String> = []

    /// No files.
    init() {}

    /// A file that was taken out, with its vector.
    init(_ tombstone: RemoveFile) throws {
        try add(tombstone.path, tombstone.deletionVector)
    }

    /// Adds the files that make up a version.
    ///
    /// - Throws: `DeltaError` where a vector names no file; then nobody knows what is needed.
    mutating func add(_ snapshot: TableSnapshot) throws {
        for file in snapshot.files { try add(file.path, file.deletionVector) }
    }

    /// Adds files that were taken out.
    mutating func add(_ tombstones: [RemoveFile]) throws {
        for file in tombstones { try add(file.path, file.deletionVector) }
    }

    /// Adds names of files that are being written.
    mutating func add(_ names: Set<String>) {
        paths.formUnion(names)
    }

    /// Adds the files of versions that somebody reads.
    ///
    /// - Parameters:
    ///   - versions: Those of the newest version or a later one add nothing.
    ///   - newest: The table as it is, whose files were added.
    /// - Throws: ``StoreError/Code/damaged`` where the log no longer has such a version; then
    ///   nobody knows what its reader needs.
    mutating func add(
        versions: [Int64], of log: DeltaTable, newest: TableSnapshot
    ) async throws {
        for version in Set(versions).sorted() where version < newest.version {
            let snapshot: TableSnapshot
            do {
                snapshot = try await log.snapshot(at: version)
            } catch let error as DeltaError {
                throw StoreError(
                    .damaged,
                    "Somebody reads version \(version) of the table '\(log.path)', which its log no "
                        + "longer has, so no file is deleted; wait for the reader to end.",
                    cause: error)
            }
            try add(snapshot)
        }
    }

    /// Adds the files of loads that are under way: each has a log of its own, which names files in
    /// the folder of the table.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where such a log cannot be read.
    mutating func addGenerations(of log: DeltaTable) async throws {
        for id in try await GenerationFolder.living(in: log.path, of: log.store) {
            let generation = DeltaTable(
                store: log.store, path: GenerationFolder.path(of: id, in: log.path),
                settings: log.settings)
            let snapshot: TableSnapshot
            do {
                snapshot = try await generation.snapshot()
            } catch let error as DeltaError {
                throw StoreError(
                    .damaged,
                    "The log of a load that is under way, '\(generation.path)', cannot be read, so no "
                        + "file is deleted; give the load up, then vacuum.", cause: error)
            }
            var own = NeededFiles()
            try own.add(snapshot)
            try own.add(snapshot.tombstones)
            // However the log spells the way to the folder of the table, names in it are unique.
            for path in own.paths { paths.insert(String(path.split(separator: "/").last ?? "")) }
        }
    }

    private mutating func add(_ path: String, _ vector: DeletionVectorDescriptor?) throws {
        paths.insert(path)
        if let vector = try vector?.relativePath() { paths.insert(vector) }
    }
}
