import DDBDeltaLog

extension IndexShop {
    /// Brings an index to a table's version, where it is of the table's history.
    ///
    /// - Returns: nil where it is not, or where it is sooner made anew.
    func broughtForward(_ index: KeyIndex, _ goal: Goal) async throws -> Stocked? {
        switch index.state(against: goal.point, parts: Set(goal.files.map(\.add.path))) {
        case .current:
            return Stocked(index: index, duplicates: [:])
        case .unusable:
            return nil
        case .behind(let own):
            guard own.version >= 0, let commit = try await log.readCommit(own.version),
                Self.stamp(commit) == own.stamp, let old = try await snapshot(at: own.version)
            else { return nil }
            var before: [String: AddFile] = [:]
            for file in old.files { before[file.path] = file }
            let duplicates = try await bring(index, from: before, to: goal)
            return duplicates.map { Stocked(index: index, duplicates: $0) }
        }
    }

    /// An older version; nil where the log no longer reaches it.
    private func snapshot(at version: Int64) async throws -> TableSnapshot? {
        do {
            return try await log.snapshot(at: version)
        } catch let error as DeltaError where error.code == .versionAbsent {
            return nil
        }
    }

    /// Takes into an index what others, or a writer that died, have committed.
    ///
    /// - Parameter before: The files of the version that the index is equal to.
    /// - Returns: The rows whose key has a later row too; nil where so much is new that the index
    ///   is sooner made anew.
    func bring(
        _ index: KeyIndex, from before: [String: AddFile], to goal: Goal
    ) async throws -> [String: RowSet]? {
        var catchUp = KeyIndexCatchUp(of: index, to: goal.point, parts: goal.parts)
        let newNames = Set(catchUp.newParts.map(\.name))
        let newRows = catchUp.newParts.reduce(0) { $0 + $1.rowCount }
        let allRows = goal.files.reduce(0) { $0 + $1.rowCount }
        guard newRows <= Self.newRowsMin || newRows <= allRows / 2 else { return nil }
        var rivals = Rivals(index: index, files: goal.files)
        for file in goal.files {
            let (hashes, rows) =
                newNames.contains(file.add.path)
                ? try await visibleRows(of: file, goal.layout, index.hasher)
                : try await compare(file, before[file.add.path], goal.layout, index, &catchUp)
            if rows.isEmpty { continue }
            try rivals.add(hashes, rows: rows, of: file.add.path)
            catchUp.addVisible(
                hashes, rows: rows,
                of: IndexedPart(name: file.add.path, rowCount: file.rowCount))
        }
        let losers = rivals.losers
        // Equal to no version of the table until those are masked, as one that is made anew is:
        // were they forgotten by a crash, nobody would find them again.
        if !losers.isEmpty { catchUp.point.stamp = ~goal.point.stamp }
        try catchUp.finish()
        return losers
    }

    /// As few new rows are always read, however small the table.
    private static let newRowsMin = 100_000

    private func visibleRows(
        of file: LiveFile, _ layout: TableLayout, _ hasher: KeyHasher
    ) async throws -> (hashes: [KeyHash], rows: [Int]) {
        try await rows(of: file, layout, hasher) { !file.masked.contains($0) }
    }

    private func rows(
        of file: LiveFile, _ layout: TableLayout, _ hasher: KeyHasher,
        where isWanted: (Int) -> Bool
    ) async throws -> (hashes: [KeyHash], rows: [Int]) {
        var hashes: [KeyHash] = []
        var found: [Int] = []
        var keys = try await keys(of: file, layout, hasher)
        while let rows = try keys.next() {
            for (offset, hash) in rows.hashes.enumerated() where isWanted(rows.firstRow + offset) {
                hashes.append(hash)
                found.append(rows.firstRow + offset)
            }
        }
        return (hashes, found)
    }

    /// Takes out the rows of a part that the index knows which are masked since.
    ///
    /// - Returns: Those that are visible again: others gave the part a smaller vector.
    private func compare(
        _ file: LiveFile, _ old: AddFile?, _ layout: TableLayout, _ index: KeyIndex,
        _ catchUp: inout KeyIndexCatchUp
    ) async throws -> (hashes: [KeyHash], rows: [Int]) {
        guard old?.deletionVector != file.add.deletionVector else { return ([], []) }
        let before: RowSet
        if let old { before = try await log.deletedRows(of: old) } else { before = RowSet() }
        let gone = try await rows(of: file, layout, index.hasher) {
            file.masked.contains($0) && !before.contains($0)
        }
        try catchUp.addMasked(gone.hashes, rows: gone.rows, of: file.add.path)
        return try await rows(of: file, layout, index.hasher) {
            before.contains($0) && !file.masked.contains($0)
        }
    }
}

/// Finds the rows that lose their key to a row that came later, or that others brought back.
private struct Rivals {
    let index: KeyIndex
    private let files: [String: LiveFile]
    /// The rows that were added, by key.
    private var latest: [KeyHash: (part: String, row: Int)] = [:]
    private var rows: [String: [Int]] = [:]

    init(index: KeyIndex, files: [LiveFile]) {
        self.index = index
        self.files = Dictionary(files.map { ($0.add.path, $0) }, uniquingKeysWith: { $1 })
    }

    mutating func add(_ hashes: [KeyHash], rows newRows: [Int], of part: String) throws {
        let known = try index.lookup(hashes)
        for (place, hash) in hashes.enumerated() {
            if let rival = latest.updateValue((part, newRows[place]), forKey: hash) {
                rows[rival.part, default: []].append(rival.row)
            } else if let old = index.part(known[place].part), let file = files[old.name],
                !file.masked.contains(Int(known[place].row))
            {
                rows[old.name, default: []].append(Int(known[place].row))
            }
        }
    }

    var losers: [String: RowSet] { rows.mapValues { RowSet($0) } }
}
