import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBSchema
import DDBStorage
import Synchronization

/// A full load of one table: lanes lay down parts, and one commit makes the table of them.
///
/// Nothing is visible before ``commit(_:)`` returns. What ``checkpoint(_:_:)`` has taken survives
/// the process: the next load with the same options goes on from ``positions``. What was not taken
/// is deleted by ``abandon()``, else by the next writer.
///
/// ```swift
/// let load = try await store.load("orders", options: options)
/// let lane = load.makeLane()
/// while let batch = try source.next() {           // from load.positions on
///     try await lane.append(batch)
///     if isTime { try await load.checkpoint([lane.finish()], [position]) }
/// }
/// let summary = try await load.commit([lane.finish()])
/// ```
public final class TableLoad: Sendable {
    struct State {
        /// The keys, once they are declared or guessed.
        var keys: [AttributeName]?
        /// What an earlier run and this one's checkpoints have laid down.
        var generation: Generation
        /// Whether a commit was tried of which nobody knows that it failed.
        var isCommitting = false
    }

    let target: PartTarget
    let options: LoadOptions
    let log: DeltaTable
    let snapshot: TableSnapshot?
    private let lock: FolderLock?
    let time: any TimeSource
    let random: any RandomSource
    let state: Mutex<State>
    /// The rows that an earlier run, which did not finish, had laid down.
    public let resumedRowCount: Int

    init(
        target: PartTarget, options: LoadOptions, log: DeltaTable, snapshot: TableSnapshot?,
        generation: Generation, lock: FolderLock?, time: any TimeSource, random: any RandomSource
    ) throws {
        var options = options
        options.timestamp = generation.timestamp ?? options.timestamp
        self.target = target
        self.options = options
        self.log = log
        self.snapshot = snapshot
        self.lock = lock
        self.time = time
        self.random = random
        resumedRowCount = try generation.parts.reduce(0) { $0 + (try $1.rowCount) }
        let keys = try generation.keys() ?? Self.declaredKeys(options)
        state = Mutex(State(keys: keys, generation: generation))
    }

    static func declaredKeys(_ options: LoadOptions) -> [AttributeName]? {
        if case .declared(let columns) = options.plan { return columns.keys }
        return options.keys
    }

    /// How far the partitions of the source have been read, by what is durable; ordered by
    /// partition.
    public var positions: [SavedPosition] {
        state.withLock { $0.generation.positions.values.map(\.self) }
            .sorted { $0.partition.utf8.lexicographicallyPrecedes($1.partition.utf8) }
    }

    /// Opens a lane.
    public func makeLane() -> LoadLane { LoadLane(self) }

    /// The shape of all items of which checkpoints were made: lanes that know it write parts that
    /// need not be written anew.
    var knownShape: MapShape { state.withLock { $0.generation.shape } }

    /// The keys that were declared, else those that the first batch of any lane makes likely.
    func keys(guessingFrom batch: ItemBatch) throws -> [AttributeName] {
        try state.withLock { state in
            if let keys = state.keys { return keys }
            let keys = KeyGuess.keys(of: batch)
            guard options.plan != .record || !keys.isEmpty else {
                throw StoreError(
                    .invalidColumns,
                    "Which attributes are the table's key cannot be seen from its items, and `record` "
                        + "columns need it; name them with --key.")
            }
            state.keys = keys
            return keys
        }
    }

    func makePartLane(shape: MapShape, keys: [AttributeName]) -> PartLane {
        PartLane(
            target: target, settings: options.parts, plan: options.plan, keys: keys,
            defaultTimestamp: options.timestamp.microseconds, shape: shape)
    }

    /// Joins what lanes have seen to what is known.
    func joined(_ known: MapShape, _ staged: [StagedRows]) -> MapShape {
        var shape = known
        for rows in staged {
            shape.formJoin(
                rows.shape, limits: options.parts.limits,
                keysMax: options.parts.limits.attributesMax)
        }
        return shape
    }

    func stagedParts(_ staged: [StagedRows], keys: [AttributeName]) -> [StagedPart] {
        let now = time.now
        return staged.flatMap(\.parts).map { StagedPart($0, keys: keys, modified: now) }
    }

    /// Makes the table of what checkpoints have taken and of what lanes have staged since.
    ///
    /// Parts whose columns the whole table outgrew are written anew first.
    ///
    /// - Throws: ``StoreError/Code/conflict`` where somebody else wrote to the table meanwhile;
    ///   ``StoreError/Code/outcomeUnknown`` where the store failed and nobody knows whether the
    ///   table is the old or the new one.
    public func commit(_ staged: [StagedRows] = []) async throws -> LoadSummary {
        let known = state.withLock { $0 }
        let shape = joined(known.generation.shape, staged)
        let keys = known.keys ?? []
        let laid = known.generation.parts + stagedParts(staged, keys: keys)
        var parts = laid
        let (fitting, rewrittenRows) = try await fit(&parts, shape, keys)
        var layout = fitting
        if try !areProven(keys, layout.columns, by: parts) { layout.columns.keys = [] }
        let generation = known.generation.isStored ? known.generation.id : nil
        let version = try await commit(layout, parts, generation: generation)
        // What was written anew is no longer needed, nor is the generation. What cannot be deleted
        // now no reader sees and the next writer deletes, and it is no reason to call the load a
        // failure.
        let used = Set(parts.map(\.name))
        _ = target.begun.takeAll()
        if let generation {
            try? await GenerationFolder.delete(
                generation, in: target.folder, of: target.store)
        }
        try? await delete(laid.map(\.name).filter { !used.contains($0) })
        return LoadSummary(
            version: version, rowCount: try parts.reduce(0) { $0 + (try $1.rowCount) },
            byteCount: parts.reduce(0) { $0 + Int($1.file.byteCount) }, partCount: parts.count,
            rewrittenRowCount: rewrittenRows, resumedRowCount: resumedRowCount)
    }

    /// Gives up what no checkpoint has taken, and deletes it; what checkpoints have taken stays for
    /// the next load.
    ///
    /// After a commit whose outcome is unknown it deletes nothing: the table may consist of it.
    ///
    /// Lanes must be finished or given up before.
    ///
    /// - Throws: The store's first failure, after the rest was tried.
    public func abandon() async throws {
        guard !state.withLock({ $0.isCommitting }) else { return }
        try await delete(target.begun.takeAll())
    }

    func delete(_ names: [String]) async throws {
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
}
