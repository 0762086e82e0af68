import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBSchema
import DDBStorage

extension TableLoad {
    /// Writes parts anew until all of them fit the columns of the whole.
    ///
    /// One round does it, unless a part shows something that its lane had no reason to look at:
    /// then the columns widen once more, and shapes only ever widen.
    ///
    /// - Returns: The columns, and how many rows were written anew.
    func fit(
        _ parts: inout [StagedPart], _ known: MapShape, _ keys: [AttributeName]
    ) async throws -> (TableLayout, rewrittenRows: Int) {
        let limits = options.parts.limits
        var shape = known
        var rewrittenRows = 0
        for _ in 0..<Self.fittingRoundsMax {
            let columns = options.plan.columns(of: shape, keys: keys, limits: limits)
            let layout = TableLayout(columns: columns, mode: .latest)
            guard parts.contains(where: { $0.isTooNarrow(for: layout) }) else {
                return (layout, rewrittenRows)
            }
            var fitting: [StagedPart] = []
            for part in parts {
                guard part.isTooNarrow(for: layout) else {
                    fitting.append(part)
                    continue
                }
                rewrittenRows += try part.rowCount
                let anew = try await rewritten(part, shape: shape, keys: keys)
                fitting += stagedParts([anew], keys: keys)
                shape.formJoin(anew.shape, limits: limits, keysMax: limits.attributesMax)
            }
            parts = fitting
        }
        throw StoreError(
            .unsupported,
            "The columns of '\(target.folder)' found no end; import with --columns record, or declare "
                + "them.")
    }

    private static let fittingRoundsMax = 16

    /// Whether every row has the keys; a guess may prove wrong.
    ///
    /// - Throws: ``StoreError/Code/invalidColumns`` where declared keys are missing in a row.
    func areProven(
        _ keys: [AttributeName], _ columns: TableColumns, by parts: [StagedPart]
    ) throws -> Bool {
        let missing = keys.first { key in
            let column = columns.columns.first { $0.attribute == key }
            return parts.contains { !$0.keysEverywhere.contains(key) }
                || (column.map { !$0.type.canBeKey } ?? false)
        }
        guard let missing else { return true }
        guard Self.declaredKeys(options) == nil else {
            throw StoreError(
                .invalidColumns,
                "An item lacks the key attribute '\(missing)', or has it with another type than the "
                    + "others; name the table's real key attributes.")
        }
        return false
    }

    /// Writes a part's rows anew with columns for the whole table.
    private func rewritten(
        _ part: StagedPart, shape: MapShape, keys: [AttributeName]
    ) async throws -> StagedRows {
        let lane = makePartLane(shape: shape, keys: keys)
        do {
            let blob = try await target.store.openReader("\(target.folder)/\(part.name)")
            guard Int64(blob.byteCount) == part.file.byteCount else {
                throw StoreError(
                    .damaged,
                    "The part '\(part.name)' of an unfinished load has \(blob.byteCount) bytes and "
                        + "should have \(part.file.byteCount); begin the load anew (import "
                        + "--restart).")
            }
            let reader = try PartReader(source: BlobSource(blob), layout: part.layout)
            var rows = try reader.items()
            while let batch = try rows.nextBatch() { try await lane.append(batch) }
            let shape = try await lane.finish()
            return StagedRows(parts: lane.parts, shape: shape)
        } catch {
            await lane.abandon()
            throw error
        }
    }
}
