import DDBDeltaLog
import DDBSchema
import Synchronization

extension TableWriter {
    /// Takes in the table as it is.
    func open(_ snapshot: TableSnapshot?) async throws {
        try await Self.onPool(pool) {
            if let snapshot {
                try await self.adopt(snapshot)
            } else if let keys = self.state.withLock({ $0.keys }) {
                self.state.withLock { $0.keys = nil }
                try self.takeKeys(keys)
            }
        }
    }

    /// Takes in a version of the table as if nothing was known of it.
    ///
    /// - Parameter hasher: Makes the hashes of the index, where lanes have used it already.
    func adopt(_ snapshot: TableSnapshot, hasher: KeyHasher? = nil) async throws {
        try snapshot.checkWritable()
        let layout = try layout(of: snapshot)
        let files = try await liveFiles(snapshot.files)
        var positions: [String: SavedPosition] = [:]
        for domain in snapshot.domains {
            if let position = try SavedPosition(domain) { positions[position.partition] = position }
        }
        let point = IndexShop.point(
            snapshot.version, try await log.readCommit(snapshot.version))
        var shop: IndexShop?
        var stocked: IndexShop.Stocked?
        if layout.mode == .latest {
            let opened = indexShop(snapshot.metadata.id, layout.columns.keys)
            let goal = IndexShop.Goal(point: point, layout: layout, files: files)
            if let hasher {
                stocked = try await opened.reopen(goal, hasher: hasher)
            } else {
                stocked = try await opened.open(goal)
            }
            shop = opened
        }
        state.withLock { state in
            state.snapshot = snapshot
            state.layout = layout
            state.tableID = snapshot.metadata.id
            state.keys = layout.columns.keys
            state.positions = positions
            state.files = [:]
            state.rowCount = 0
            for file in files { state.insert(file) }
            state.index = stocked?.index
            state.duplicates = stocked?.duplicates ?? [:]
            state.indexShop = shop
            state.lostHasher = nil
        }
    }

    /// How many vectors are read at once.
    private static let vectorsAtOnce = 16

    /// Reads the masks of files.
    func liveFiles(_ files: [AddFile]) async throws -> [LiveFile] {
        var live: [LiveFile] = []
        live.reserveCapacity(files.count)
        var start = 0
        while start < files.count {
            let end = min(start + Self.vectorsAtOnce, files.count)
            let log = log
            live += try await withThrowingTaskGroup(of: (Int, LiveFile).self) { group in
                for place in start..<end {
                    let file = files[place]
                    group.addTask {
                        (place, try LiveFile(file, masked: await log.deletedRows(of: file)))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }.sorted { $0.0 < $1.0 }.map(\.1)
            start = end
        }
        return live
    }

    /// The columns of a version of the table, with the keys that the options add.
    ///
    /// - Throws: ``StoreError`` where the options do not fit the table.
    func layout(of snapshot: TableSnapshot) throws -> TableLayout {
        let properties = snapshot.metadata.configuration
        let mode = properties[TableProperty.mode] ?? TableMode.latest.rawValue
        guard mode == options.mode.rawValue else {
            throw StoreError(
                .invalidColumns,
                "The table '\(name)' is kept in the mode '\(mode)' and cannot be written in the mode "
                    + "'\(options.mode.rawValue)'; choose another table or mode.")
        }
        var keys = try TableProperty.keys(of: properties[TableProperty.keys])
        if let declared = options.declaredKeys, declared != keys {
            guard keys.isEmpty else {
                throw StoreError(
                    .invalidColumns,
                    "The key of the table '\(name)' is \(Self.list(keys)), and "
                        + "\(Self.list(declared)) was named; name no other.")
            }
            keys = declared
        }
        guard !keys.isEmpty || options.mode == .history else { throw withoutKeys() }
        let layout = try TableLayout(snapshot.schema(), keys: keys, mode: options.mode)
        if case .declared(let declared) = options.plan {
            try layout.columns.check(
                declared: declared, limits: options.parts.limits, table: name)
        }
        return layout
    }

    private static func list(_ names: [AttributeName]) -> String {
        names.map { "'\($0)'" }.joined(separator: ", ")
    }
}
