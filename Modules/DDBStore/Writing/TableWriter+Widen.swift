import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBSchema
import DDBStorage
import Synchronization

/// The rows of a table, written anew with wider columns.
struct WidenedRows: Sendable {
    var parts: [FreshPart] = []
    /// The hash of the key of each row, over all parts.
    var hashes: [KeyHash] = []
}

extension TableWriter {
    /// Whether the table is small enough, and of the kind, to be written anew for the sake of wider
    /// numbers.
    func mayWiden(_ columns: TableColumns) -> Bool {
        options.mode == .latest && !options.plan.isFrozen && !columns.hasRecord
            && state.withLock { $0.rowCount } <= options.limits.wideningRowsMax
    }

    /// Writes the visible rows of the whole table anew, but for those that changes take the place
    /// of.
    ///
    /// - Parameters:
    ///   - layout: The columns that the table gets.
    ///   - changed: The keys that the commit changes.
    func widened(
        _ layout: TableLayout, changed: Set<KeyHash>, hasher: KeyHasher
    ) async throws -> WidenedRows {
        let (snapshot, old, files, duplicates) = state.withLock {
            ($0.snapshot, $0.layout, $0.files, $0.duplicates)
        }
        guard let snapshot, let old else { return WidenedRows() }
        let rows = FreshRows(
            target: target, settings: options.parts,
            form: form(of: layout.columns), partForm: .settled,
            growth: .none, base: layout.columns, defaultTimestamp: time.now.microseconds)
        let keyNames = layout.columns.keys.map(\.utf8)
        var hashes: [KeyHash] = []
        do {
            for add in snapshot.files {
                guard let file = files[add.path] else { continue }
                let blob = try await target.store.openReader(log.storePath(of: add))
                let reader = try PartReader(source: BlobSource(blob), layout: old)
                let masked = file.masked.union(duplicates[add.path] ?? RowSet())
                var items = try reader.items(deleted: masked)
                while var batch = try items.nextBatch() {
                    var found: [KeyHash] = []
                    try hasher.appendHashes(
                        keyNames, of: batch.records.map(\.newImage), in: batch, to: &found)
                    let kept = found.indices.filter { !changed.contains(found[$0]) }
                    batch.records = kept.map { batch.records[$0] }
                    hashes += kept.map { found[$0] }
                    try await rows.append(batch)
                }
            }
            try await rows.finish()
        } catch {
            await rows.abandon()
            await discard(rows.parts)
            throw error
        }
        return WidenedRows(parts: rows.parts, hashes: hashes)
    }
}

extension CommitMaker {
    /// Puts rows that were written anew in the place of all files of the table; those of them that
    /// changes take the place of are left out already.
    mutating func replaceAll(by widened: WidenedRows) throws {
        plan.summary.maskedCount += maskedRowCount
        plan.summary.rewrittenRowCount += widened.hashes.count
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            plan.actions.append(.remove(file.add.removal(at: now.milliseconds)))
            plan.gone.append(path)
            plan.summary.removedPartCount += 1
        }
        forgetMasks()
        try add(
            widened.parts, dead: [],
            puts: widened.hashes.enumerated().lazy.map {
                ChangeResolution.Put(hash: $0.element, lane: 0, row: $0.offset)
            })
    }
}
