import DDBDeltaLog
import DDBStorage

/// The generations in a table's folder.
enum GenerationFolder {
    private static let path = "_ddbkit/generations"
    private static let firstCommit = "_delta_log/00000000000000000000.json"

    /// The folder of a generation.
    static func path(of id: String, in folder: String) -> String {
        "\(folder)/\(path)/\(id)"
    }

    /// Whether a generation lives: whether its log has the first commit.
    static func isAlive(_ generation: DeltaTable) async throws -> Bool {
        try await generation.store.attributes(generation.storePath(firstCommit)) != nil
    }

    /// The files of each generation by its id, also of those that are no longer whole.
    private static func files(
        in folder: String, of store: any BlobStore
    ) async throws -> [String: [String]] {
        let prefix = "\(folder)/\(path)/"
        var files: [String: [String]] = [:]
        for entry in try await store.listAll(prefix: prefix) {
            let rest = entry.path.dropFirst(prefix.count)
            guard let slash = rest.firstIndex(of: "/") else { continue }
            files[String(rest[..<slash]), default: []].append(entry.path)
        }
        return files
    }

    /// The generations that live, ordered by id.
    static func living(in folder: String, of store: any BlobStore) async throws -> [String] {
        try await files(in: folder, of: store).filter { id, paths in
            paths.contains(Self.path(of: id, in: folder) + "/" + firstCommit)
        }.map(\.key).sorted()
    }

    /// Deletes what generations have left that were taken over or deleted half-way.
    ///
    /// The caller holds the table's lock.
    ///
    /// - Parameter finished: The id of the generation that the table was made of last.
    static func reclaim(
        in folder: String, of store: any BlobStore, finished: String?
    ) async throws {
        for (id, paths) in try await files(in: folder, of: store) {
            let first = Self.path(of: id, in: folder) + "/" + firstCommit
            guard id == finished || !paths.contains(first) else { continue }
            try await delete(id, in: folder, paths, of: store)
        }
        try await (store as? any LockingBlobStore)?.removeEmptyFolders(in: "\(folder)/\(path)")
    }

    /// Deletes a generation's log; its parts are left.
    static func delete(_ id: String, in folder: String, of store: any BlobStore) async throws {
        guard let paths = try await files(in: folder, of: store)[id] else { return }
        try await delete(id, in: folder, paths, of: store)
    }

    private static func delete(
        _ id: String, in folder: String, _ paths: [String], of store: any BlobStore
    ) async throws {
        let root = Self.path(of: id, in: folder)
        let first = root + "/" + firstCommit
        if paths.contains(first) { try await store.delete(first) }
        for path in paths where path != first { try await store.delete(path) }
        try await (store as? any LockingBlobStore)?.removeEmptyFolders(in: root)
    }
}
