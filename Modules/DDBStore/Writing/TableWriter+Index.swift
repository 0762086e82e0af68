import DDBDeltaLog
import DDBSchema
import Synchronization

extension TableWriter {
    /// Gives up an index that has failed; the hashes of lanes stay good.
    package func dropIndex() {
        state.withLock { state in
            state.lostHasher = state.index?.hasher ?? state.lostHasher
            state.index = nil
        }
    }

    /// Makes an index that was given up anew.
    ///
    /// - Throws: ``StoreError/Code/keyIndex`` or what the store throws; it is tried again with the
    ///   next commit.
    func reviveIndex() async throws {
        let (hasher, shop) = state.withLock { ($0.lostHasher, $0.indexShop) }
        guard let hasher, let shop else { return }
        guard let goal = try await indexGoal() else {
            throw StoreError(
                .keyIndex,
                "The key index of the table '\(name)' failed before its first commit; open the "
                    + "writer again.")
        }
        let stocked = try await shop.reopen(goal, hasher: hasher)
        state.withLock { state in
            state.index = stocked.index
            state.duplicates = stocked.duplicates
            state.lostHasher = nil
        }
    }

    /// The table as an index is to be made of it; nil where there is no table yet.
    private func indexGoal() async throws -> IndexShop.Goal? {
        let (snapshot, layout, files) = state.withLock { ($0.snapshot, $0.layout, $0.files) }
        guard let snapshot, let layout else { return nil }
        let point = IndexShop.point(
            snapshot.version, try await log.readCommit(snapshot.version))
        // In the order in which they came: of two rows of a key the later one counts.
        let ordered = snapshot.files.compactMap { files[$0.path] }
        return IndexShop.Goal(point: point, layout: layout, files: ordered)
    }

    /// Takes in what others have committed since the last commit; inside the serial section.
    ///
    /// A commit does so by itself when it finds others' in its way.
    func takeOthers() async throws {
        guard var snapshot else {
            if try await log.exists() { try await adoptOthers(try await log.snapshot()) }
            return
        }
        let winners = try await log.update(&snapshot)
        if !winners.isEmpty { try await take(winners) }
    }

    /// Takes in what others have committed.
    ///
    /// - Throws: ``StoreError`` where the table is no longer one that is written here.
    func take(_ winners: [LoggedCommit]) async throws {
        guard var snapshot else {
            // Others made the table first.
            try await adoptOthers(try await log.snapshot())
            return
        }
        for winner in winners { try snapshot.apply(winner) }
        try snapshot.checkWritable()
        let layout = try layout(of: snapshot)
        let known = files
        var files: [LiveFile] = []
        for add in snapshot.files {
            if let file = known[add.path], file.add.deletionVector == add.deletionVector {
                files.append(LiveFile(add, rowCount: file.rowCount, masked: file.masked))
            } else {
                files.append(try LiveFile(add, masked: await log.deletedRows(of: add)))
            }
        }
        let point = IndexShop.point(snapshot.version, winners.last)
        let goal = IndexShop.Goal(point: point, layout: layout, files: files)
        let duplicates = try await bringIndex(to: goal, from: known)
        var positions: [String: SavedPosition] = [:]
        for domain in snapshot.domains {
            if let position = try SavedPosition(domain) { positions[position.partition] = position }
        }
        state.withLock { state in
            state.snapshot = snapshot
            state.layout = layout
            state.takeOthers(positions)
            state.files = [:]
            state.rowCount = 0
            for file in files { state.insert(file) }
            state.duplicates.merge(duplicates) { $0.union($1) }
        }
    }

    /// Takes in a table that others made while lanes prepared changes for a new one: the hashes
    /// that they have made stay good.
    ///
    /// - Throws: ``StoreError/Code/conflict`` where the table has other keys than the lanes took.
    private func adoptOthers(_ snapshot: TableSnapshot) async throws {
        let (keys, hasher) = state.withLock { ($0.keys, $0.index?.hasher ?? $0.lostHasher) }
        if let keys, try layout(of: snapshot).columns.keys != keys {
            throw conflict("with other keys")
        }
        try await adopt(snapshot, hasher: hasher)
        state.withLock { $0.movedByOthers.formUnion($0.positions.keys) }
    }

    /// Brings the index to what others have made of the table.
    private func bringIndex(
        to goal: IndexShop.Goal, from known: [String: LiveFile]
    ) async throws -> [String: RowSet] {
        let (index, shop) = state.withLock { ($0.index, $0.indexShop) }
        guard let index, let shop else { return [:] }
        do {
            if let duplicates = try await shop.bring(
                index, from: known.mapValues(\.add), to: goal)
            {
                return duplicates
            }
        } catch let error as StoreError where error.code == .keyIndex {
            // It is made anew with the next try of the commit.
        }
        dropIndex()
        return [:]
    }
}
