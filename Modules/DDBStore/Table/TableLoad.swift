import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBSchema
import DDBStorage
import Synchronization

/// A full load of one table: lanes lay down parts, and one commit makes the table of them.
///
/// Nothing is visible before ``commit(_:)`` returns. A load that is dropped leaves parts that no
/// commit names; ``abandon()`` deletes them, else the next writer does.
public final class TableLoad: Sendable {
    let target: PartTarget
    let options: LoadOptions
    let log: DeltaTable
    let snapshot: TableSnapshot?
    private let lock: FolderLock?
    let time: any TimeSource
    let random: any RandomSource
    /// The keys, once they are declared or guessed.
    private let knownKeys: Mutex<[AttributeName]?>
    /// Whether a commit was tried of which nobody knows that it failed.
    let isCommitting = Mutex(false)

    init(
        target: PartTarget, options: LoadOptions, log: DeltaTable, snapshot: TableSnapshot?,
        lock: FolderLock?, time: any TimeSource, random: any RandomSource
    ) {
        self.target = target
        self.options = options
        self.log = log
        self.snapshot = snapshot
        self.lock = lock
        self.time = time
        self.random = random
        knownKeys = Mutex(Self.declaredKeys(options))
    }

    private static func declaredKeys(_ options: LoadOptions) -> [AttributeName]? {
        if case .declared(let columns) = options.plan { return columns.keys }
        return options.keys
    }

    /// Opens a lane.
    public func makeLane() -> LoadLane { LoadLane(self) }

    /// The keys that were declared, else those that the first batch of any lane makes likely.
    func keys(guessingFrom batch: ItemBatch) throws -> [AttributeName] {
        try knownKeys.withLock { known in
            if let keys = known { return keys }
            let keys = KeyGuess.keys(of: batch)
            guard options.plan != .record || !keys.isEmpty else {
                throw StoreError(
                    .invalidColumns,
                    "Which attributes are the table's key cannot be seen from its items, and `record` "
                        + "columns need it; name them with --key.")
            }
            known = keys
            return keys
        }
    }

    func makePartLane(shape: MapShape, keys: [AttributeName]) -> PartLane {
        PartLane(
            target: target, settings: options.parts, plan: options.plan, keys: keys,
            defaultTimestamp: options.timestamp.microseconds, shape: shape)
    }

    /// Makes the table of what lanes have staged.
    ///
    /// Parts whose columns the whole table outgrew are written anew first.
    ///
    /// - Throws: ``StoreError/Code/conflict`` where somebody else wrote to the table meanwhile;
    ///   ``StoreError/Code/outcomeUnknown`` where the store failed and nobody knows whether the
    ///   table is the old or the new one.
    public func commit(_ staged: [StagedRows]) async throws -> LoadSummary {
        var shape = MapShape()
        for rows in staged {
            shape.formJoin(
                rows.shape, limits: options.parts.limits,
                keysMax: options.parts.limits.attributesMax)
        }
        let keys = knownKeys.withLock { $0 } ?? []
        var parts = staged.flatMap(\.parts)
        let (fitting, rewrittenRows) = try await fit(&parts, shape, keys)
        var layout = fitting
        if try !areProven(keys, layout.columns, by: parts) { layout.columns.keys = [] }
        let version = try await commit(layout, parts)
        // What was written anew is no longer needed. What cannot be deleted now is an orphan that
        // no reader sees and that the next writer deletes, and no reason to call the load a
        // failure.
        try? await delete(target.begun.takeAll(except: Set(parts.map(\.name))))
        return LoadSummary(
            version: version, rowCount: parts.reduce(0) { $0 + $1.summary.rowCount },
            byteCount: parts.reduce(0) { $0 + $1.summary.byteCount }, partCount: parts.count,
            rewrittenRowCount: rewrittenRows)
    }

    /// Writes parts anew until all of them fit the columns of the whole.
    ///
    /// One round does it, unless a part shows something that its lane had no reason to look at:
    /// then the columns widen once more, and shapes only ever widen.
    ///
    /// - Returns: The columns, and how many rows were written anew.
    private func fit(
        _ parts: inout [WrittenPart], _ known: MapShape, _ keys: [AttributeName]
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
            var fitting: [WrittenPart] = []
            for part in parts {
                guard part.isTooNarrow(for: layout) else {
                    fitting.append(part)
                    continue
                }
                rewrittenRows += part.summary.rowCount
                let (anew, wider) = try await rewritten(part, shape: shape, keys: keys)
                fitting += anew
                shape.formJoin(wider, limits: limits, keysMax: limits.attributesMax)
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
    private func areProven(
        _ keys: [AttributeName], _ columns: TableColumns, by parts: [WrittenPart]
    ) throws -> Bool {
        let missing = keys.first { key in
            let column = columns.columns.first { $0.attribute == key }
            return parts.contains { !$0.hasEverywhere(key) }
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

    /// Deletes what the load has written.
    ///
    /// After a commit whose outcome is unknown it deletes nothing: the table may consist of it.
    ///
    /// Lanes must be finished or given up before.
    ///
    /// - Throws: The store's first failure, after the rest was tried.
    public func abandon() async throws {
        guard !isCommitting.withLock({ $0 }) else { return }
        try await delete(target.begun.takeAll())
    }

    private func delete(_ names: [String]) async throws {
        var failure: (any Error)?
        for name in names {
            do {
                try await target.store.delete("\(target.folder)/\(name)")
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Writes a part's rows anew with columns for the whole table.
    ///
    /// - Returns: The new parts, and the shape of their items.
    private func rewritten(
        _ part: WrittenPart, shape: MapShape, keys: [AttributeName]
    ) async throws -> ([WrittenPart], MapShape) {
        let lane = makePartLane(shape: shape, keys: keys)
        do {
            let blob = try await target.store.openReader("\(target.folder)/\(part.name)")
            let reader = try PartReader(source: BlobSource(blob), layout: part.layout)
            var rows = try reader.items()
            while let batch = try rows.nextBatch() { try await lane.append(batch) }
            let shape = try await lane.finish()
            return (lane.parts, shape)
        } catch {
            await lane.abandon()
            throw error
        }
    }
}
