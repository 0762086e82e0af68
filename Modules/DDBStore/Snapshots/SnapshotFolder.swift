public import DDBStorage

/// A folder of snapshots, named `TABLE-<version>.tar`.
public struct SnapshotFolder: Sendable {
    private static let suffix = ".tar"

    /// Where the snapshots lie.
    public let store: any BlobStore

    /// Creates a handle; touches nothing.
    public init(_ store: any BlobStore) {
        self.store = store
    }

    /// The name of a snapshot.
    public static func name(of table: String, version: Int64) -> String {
        "\(table)-\(version)\(suffix)"
    }

    /// The versions of a table of which there are snapshots, rising.
    public func versions(of table: String) async throws -> [Int64] {
        let prefix = table + "-"
        return try await store.listAll(prefix: prefix).compactMap { entry in
            let rest = entry.path.dropFirst(prefix.count)
            guard rest.hasSuffix(Self.suffix) else { return nil }
            let digits = rest.dropLast(Self.suffix.count)
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
                return nil
            }
            return Int64(digits)
        }.sorted()
    }

    /// Deletes all snapshots of a table but one that was just made and the newest others.
    ///
    /// A table that was made anew begins at version 0, below the snapshots of the one before it.
    ///
    /// - Parameters:
    ///   - count: How many stay, that one among them.
    ///   - made: The version of the one that stays in any case.
    public func keep(_ count: Int, of table: String, made: Int64) async throws {
        let others = try await versions(of: table).filter { $0 != made }
        for version in others.dropLast(count - 1) {
            try await store.delete(Self.name(of: table, version: version))
        }
    }
}

extension TableStore {
    /// Makes a table that is not there of its newest snapshot.
    ///
    /// - Returns: What was restored; nil where the table is there, or no snapshot of it.
    /// - Throws: As ``restore(_:from:as:replaces:)``.
    public func restoreNewest(
        _ name: String, from folder: SnapshotFolder
    ) async throws -> SnapshotSummary? {
        if try await tableNames().contains(name) { return nil }
        guard let version = try await folder.versions(of: name).last else { return nil }
        return try await restore(
            SnapshotFolder.name(of: name, version: version), from: folder.store, as: name)
    }
}
