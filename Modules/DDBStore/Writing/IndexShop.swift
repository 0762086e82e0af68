import DDBBase
import DDBDeltaLog
import DDBStorage

/// Opens the key index of a table, brings it forward, or makes it anew.
///
/// Calls block the calling thread.
struct IndexShop: Sendable {
    let folder: any IndexFolder
    let tableID: String
    let limits: KeyIndexLimits
    let random: any RandomSource
    let log: DeltaTable

    /// An index with the rows whose key has a later row too, by part.
    struct Stocked {
        var index: KeyIndex
        var duplicates: [String: RowSet]
    }

    /// A table as an index is to be made of it.
    struct Goal {
        var point: IndexPoint
        var layout: TableLayout
        /// The files in the order in which they came.
        var files: [LiveFile]

        var parts: [IndexedPart] {
            files.map { IndexedPart(name: $0.add.path, rowCount: $0.rowCount) }
        }
    }

    /// Names the index of a table.
    init(
        store: any BlobStore, log: DeltaTable, tableID: String, keys: String,
        limits: KeyIndexLimits, random: any RandomSource
    ) {
        if let local = store as? any LocalFolderStore {
            folder = LocalIndexFolder(path: "\(local.root)/\(log.storePath("_ddbkit/keys"))")
        } else {
            folder = VolatileIndexFolder()
        }
        self.tableID = "\(tableID) \(keys)"
        self.limits = limits
        self.random = random
        self.log = log
    }

    /// An index of a table that has no rows yet.
    func empty() throws -> KeyIndex {
        let builder = KeyIndexBuilder(
            in: folder, tableID: tableID, limits: limits, random: random)
        return try builder.finish(at: IndexPoint(version: -1, stamp: 0)).index
    }

    /// The index of a table, whatever is in the folder.
    func open(_ goal: Goal) async throws -> Stocked {
        switch try KeyIndex.open(in: folder, tableID: tableID, limits: limits, random: random) {
        case .unusable:
            return try await build(goal, hasher: nil)
        case .opened(let index):
            do {
                if let stocked = try await broughtForward(index, goal) { return stocked }
            } catch let error as StoreError where error.code == .keyIndex {
                // It is damaged where nobody had looked yet.
            } catch let error as StorageError where error.code == .notFound {
                // A vacuum has taken the vectors of the version that the index is equal to.
            }
            return try await build(goal, hasher: nil)
        }
    }

    /// The index after a failure of the one that was used, by the same hashes.
    func reopen(_ goal: Goal, hasher: KeyHasher) async throws -> Stocked {
        try await build(goal, hasher: hasher)
    }

    /// Makes an index of the visible rows.
    private func build(_ goal: Goal, hasher: KeyHasher?) async throws -> Stocked {
        var builder = KeyIndexBuilder(
            in: folder, tableID: tableID, limits: limits, random: random, hasher: hasher)
        for file in goal.files {
            let part = try builder.part(file.add.path, rowCount: file.rowCount)
            var keys = try await self.keys(of: file, goal.layout, builder.hasher)
            while let rows = try keys.next() {
                for (offset, hash) in rows.hashes.enumerated()
                where !file.masked.contains(rows.firstRow + offset) {
                    try builder.append(hash, part: part, row: rows.firstRow + offset)
                }
            }
        }
        // Equal to no version of the table until the rows that are not to be seen are known: were
        // they forgotten by a crash, the next writer makes the index anew and finds them again.
        let before = IndexPoint(version: goal.point.version - 1, stamp: ~goal.point.stamp)
        let (index, found) = try builder.finish(at: before)
        var duplicates: [String: [Int]] = [:]
        for location in found {
            guard let part = index.part(location.part) else { continue }
            duplicates[part.name, default: []].append(Int(location.row))
        }
        if duplicates.isEmpty { try index.apply(KeyChanges(point: goal.point)) }
        return Stocked(index: index, duplicates: duplicates.mapValues { RowSet($0) })
    }

    /// Opens the keys of a file.
    func keys(
        of file: LiveFile, _ layout: TableLayout, _ hasher: KeyHasher
    ) async throws -> PartKeys {
        let blob = try await log.store.openReader(log.storePath(of: file.add))
        guard Int64(blob.byteCount) == file.add.byteCount else {
            throw StoreError(
                .damaged,
                "The part '\(file.add.path)' has \(blob.byteCount) bytes and should have "
                    + "\(file.add.byteCount); run `ddbkit store verify`.")
        }
        return try PartKeys(source: BlobSource(blob), layout: layout, hasher: hasher)
    }

    /// The point of a table's version.
    static func point(_ version: Int64, _ commit: LoggedCommit?) -> IndexPoint {
        IndexPoint(version: version, stamp: stamp(commit))
    }

    /// What tells a commit from others of its number: its id, or what else it says of itself.
    static func stamp(_ commit: LoggedCommit?) -> UInt64 {
        guard let commit else { return 0 }
        if let id = commit.info?.transactionId { return stamp(id) }
        var text = "\(commit.version) \(commit.info?.timestamp ?? 0)"
        for action in commit.actions {
            if case .add(let file) = action { text += " +" + file.path }
            if case .remove(let file) = action { text += " -" + file.path }
        }
        return stamp(text)
    }

    /// The stamp of a commit with an id: FNV-1a.
    static func stamp(_ id: String) -> UInt64 {
        id.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
