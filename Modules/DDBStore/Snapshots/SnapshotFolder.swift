import DDBBase
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

    /// A snapshot of a table with what its manifest tells.
    struct Found {
        var version: Int64
        var tableID: String?
        var time: Instant
    }

    /// The snapshots of a table, the newest first.
    ///
    /// Of one table the higher version is newer. A table that was made anew begins at version 0,
    /// below the snapshots of the one before it: its own are those that were made last.
    ///
    /// - Returns: Those whose manifests can be read, and what is wrong with the others.
    func newestFirst(
        of table: String
    ) async throws -> (found: [Found], damaged: [(version: Int64, cause: StoreError)]) {
        var found: [Found] = []
        var damaged: [(version: Int64, cause: StoreError)] = []
        for version in try await versions(of: table) {
            let blob = try await store.openReader(Self.name(of: table, version: version))
            do {
                let manifest = try SnapshotArchive.manifest(of: blob)
                found.append(
                    Found(version: version, tableID: manifest.tableID, time: manifest.time))
            } catch let error as StoreError where error.code == .damaged {
                damaged.append((version, error))
            }
        }
        var last: [String?: Instant] = [:]
        for one in found { last[one.tableID] = max(last[one.tableID] ?? one.time, one.time) }
        found.sort { left, right in
            let (one, two) = (last[left.tableID] ?? left.time, last[right.tableID] ?? right.time)
            return (one, left.version) > (two, right.version)
        }
        return (found, damaged)
    }

    /// Deletes all snapshots of a table but one that was just made and the newest others.
    ///
    /// - Parameters:
    ///   - count: How many stay, that one among them.
    ///   - made: The version of the one that stays in any case.
    public func keep(_ count: Int, of table: String, made: Int64) async throws {
        let (found, damaged) = try await newestFirst(of: table)
        let others = (found.map(\.version) + damaged.map(\.version).reversed())
            .filter { $0 != made }
        for version in others.dropFirst(count - 1) {
            try await store.delete(Self.name(of: table, version: version))
        }
    }
}

extension TableStore {
    /// Makes a table that is not there of its newest snapshot that is whole.
    ///
    /// - Parameters:
    ///   - folder: The snapshots. Of a table that was made anew those count that were made last,
    ///     whatever their versions.
    ///   - passedOver: Is told the file of each snapshot that is damaged, and how.
    /// - Returns: What was restored; nil where the table is there, or no snapshot of it.
    /// - Throws: ``StoreError/Code/damaged`` where there are snapshots and none is whole; else as
    ///   ``restore(_:from:as:replaces:)``.
    public func restoreNewest(
        _ name: String, from folder: SnapshotFolder,
        passedOver: (_ file: String, _ cause: any Error) -> Void = { _, _ in }
    ) async throws -> SnapshotSummary? {
        if try await tableNames().contains(name) { return nil }
        let (found, damaged) = try await folder.newestFirst(of: name)
        var failures = damaged.map {
            (file: SnapshotFolder.name(of: name, version: $0.version), cause: $0.cause)
        }
        for (file, cause) in failures { passedOver(file, cause) }
        for snapshot in found {
            let file = SnapshotFolder.name(of: name, version: snapshot.version)
            do {
                return try await restore(file, from: folder.store, as: name)
            } catch let error as StoreError where error.code == .damaged {
                failures.append((file, error))
                passedOver(file, error)
            }
        }
        guard let last = failures.last else { return nil }
        throw StoreError(
            .damaged,
            "No snapshot of the table '\(name)' is whole: "
                + "\(failures.map { "'\($0.file)'" }.joined(separator: ", ")). Copy one again, or "
                + "take them away to begin with an empty table.", cause: last.cause)
    }
}
