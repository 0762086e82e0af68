import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage

/// Holds the key index against the visible rows of a table.
///
/// Whoever uses it holds the table's lock, since an index belongs to the writer.
struct IndexCheck: Sendable {
    let table: StoredTable
    let shop: IndexShop

    /// Names the index of a table; nil where a table of its kind has none.
    init?(_ table: StoredTable, random: any RandomSource) {
        guard table.mode == .latest, !table.columns.keys.isEmpty else { return nil }
        self.table = table
        shop = IndexShop(
            store: table.log.store, log: table.log, tableID: table.snapshot.metadata.id,
            keys: TableProperty.text(of: table.columns.keys), limits: KeyIndexLimits(),
            random: random)
    }

    /// Whether an index outlives its writer in this store.
    var isKept: Bool { shop.folder is LocalIndexFolder }

    /// Whether there is an index, of whatever quality.
    func exists() throws -> Bool {
        try shop.folder.names().contains(IndexFileName.manifest)
    }

    /// Proves the index.
    ///
    /// - Returns: How it stands to the table, and what is wrong.
    /// - Throws: What reading the table's parts throws.
    func run() async throws -> (TableVerification.Index, faults: [String]) {
        do {
            switch try KeyIndex.open(
                in: shop.folder, tableID: shop.tableID, limits: shop.limits, random: shop.random)
            {
            case .unusable(let reason):
                return (.damaged, ["The key index cannot be used: \(reason)."])
            case .opened(let index): return try await prove(index)
            }
        } catch let error as StoreError where error.code == .keyIndex && error.cause == nil {
            return (.damaged, [error.message])
        }
    }

    private func prove(
        _ index: KeyIndex
    ) async throws -> (TableVerification.Index, faults: [String]) {
        let point = try await currentPoint()
        let parts = table.parts
        switch index.state(against: point, parts: Set(parts.map(\.name))) {
        case .behind(let point): return (.older(version: point.version), [])
        case .unusable(let reason):
            return (.damaged, ["The key index cannot be used: \(reason)."])
        case .current: break
        }
        var proof = KeyIndexProof(of: index)
        for part in parts {
            let masked = try await table.deletedRows(of: part)
            var keys = try await table.keys(of: part, hasher: index.hasher)
            while let rows = try keys.next() {
                let places = rows.hashes.indices.filter {
                    !masked.contains(rows.firstRow + $0)
                }
                try proof.add(
                    places.map { rows.hashes[$0] }, rows: places.map { rows.firstRow + $0 },
                    of: part.name)
            }
        }
        let faults = try proof.finish()
        return (faults.isEmpty ? .equal : .damaged, faults)
    }

    /// Makes the index anew.
    func rebuild() async throws {
        for name in try shop.folder.names() where IndexFileName.isOurs(name) {
            try shop.folder.remove(name)
        }
        var files: [LiveFile] = []
        for file in table.snapshot.files {
            files.append(try LiveFile(file, masked: await table.deletedRows(of: file)))
        }
        let goal = IndexShop.Goal(
            point: try await currentPoint(), layout: table.layout, files: files)
        try await shop.open(goal).index.flush()
    }

    private func currentPoint() async throws -> IndexPoint {
        IndexShop.point(table.version, try await table.log.readCommit(table.version))
    }
}
