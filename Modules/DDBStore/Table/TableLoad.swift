public import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBParquet
import DDBSchema
import DDBStorage
import Synchronization

/// A full load of one table: lanes lay down parts, and one commit makes the table of them.
///
/// Nothing is visible before ``commit(_:)`` returns. A load that is dropped leaves parts that no
/// commit names; ``abandon(_:)`` deletes them, else the next writer does.
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
    /// - Throws: ``StoreError/Code/conflict`` where somebody else wrote to the table meanwhile.
    public func commit(_ staged: [StagedRows]) async throws -> LoadSummary {
        var shape = MapShape()
        for rows in staged {
            shape.formJoin(
                rows.shape, limits: options.parts.limits,
                keysMax: options.parts.limits.attributesMax)
        }
        let keys = knownKeys.withLock { $0 } ?? []
        let columns = options.plan.columns(of: shape, keys: keys, limits: options.parts.limits)
        var layout = TableLayout(columns: columns, mode: .latest)
        var parts: [WrittenPart] = []
        var rewrittenRows = 0
        for part in staged.flatMap(\.parts) {
            guard part.isTooNarrow(for: layout) else {
                parts.append(part)
                continue
            }
            rewrittenRows += part.summary.rowCount
            parts += try await rewritten(part, shape: shape, keys: keys)
            try await target.store.delete("\(target.folder)/\(part.name)")
        }
        if try !areProven(keys, by: parts) { layout.columns.keys = [] }
        let version = try await commit(layout, parts)
        return LoadSummary(
            version: version, rowCount: parts.reduce(0) { $0 + $1.summary.rowCount },
            byteCount: parts.reduce(0) { $0 + $1.summary.byteCount }, partCount: parts.count,
            rewrittenRowCount: rewrittenRows)
    }

    /// Whether every row has the keys; a guess may prove wrong.
    ///
    /// - Throws: ``StoreError/Code/invalidColumns`` where declared keys are missing in a row.
    private func areProven(_ keys: [AttributeName], by parts: [WrittenPart]) throws -> Bool {
        let missing = keys.first { key in parts.contains { !$0.hasEverywhere(key) } }
        guard let missing else { return true }
        guard Self.declaredKeys(options) == nil else {
            throw StoreError(
                .invalidColumns,
                "An item lacks the key attribute '\(missing)', or has it with another type than the "
                    + "others; name the table's real key attributes.")
        }
        return false
    }

    /// Deletes what lanes have staged.
    public func abandon(_ staged: [StagedRows]) async throws {
        for part in staged.flatMap(\.parts) {
            try await target.store.delete("\(target.folder)/\(part.name)")
        }
    }

    private func commit(_ layout: TableLayout, _ parts: [WrittenPart]) async throws -> Int64 {
        let now = time.now
        var actions: [LogAction] = [
            .protocolVersion(protocolVersion(layout)), .metaData(metadata(layout, now)),
        ]
        actions += (snapshot?.files ?? []).map { .remove($0.removal(at: now.milliseconds)) }
        actions += parts.map { .add($0.addFile(modified: now)) }
        let commit = try TableCommit(
            actions,
            info: CommitInfo(
                timestamp: now.milliseconds, operation: "CREATE OR REPLACE TABLE AS SELECT",
                parameters: [("mode", snapshot == nil ? "ErrorIfExists" : "Overwrite")],
                engine: "ddbkit"),
            random: random)
        switch try await log.commit(commit, onto: snapshot) {
        case .committed(let version): return version
        case .conflict:
            throw StoreError(
                .conflict,
                "Somebody else wrote to the table '\(target.folder)' during the load; nothing was "
                    + "changed. Load again.")
        case .retryable(let cause): throw cause
        }
    }

    private func protocolVersion(_ layout: TableLayout) -> ProtocolVersion {
        var features: Set<TableFeature> = layout.columns.usesColumnMapping ? [.columnMapping] : []
        // A table's protocol never goes back: readers of older versions rely on it.
        features.formUnion(snapshot?.protocolVersion.writerFeatures ?? [])
        return ProtocolVersion(requiring: features)
    }

    private func metadata(_ layout: TableLayout, _ now: Instant) -> TableMetadata {
        var properties = options.properties
        properties[TableProperty.mode] = layout.mode.rawValue
        properties[TableProperty.keys] = TableProperty.text(of: layout.columns.keys)
        for (name, value) in layout.mappingProperties { properties[name] = value }
        return TableMetadata(
            id: snapshot?.metadata.id ?? random.uuid(), name: target.folder,
            schema: layout.deltaSchema,
            createdTime: snapshot?.metadata.createdTime ?? now.milliseconds,
            configuration: properties)
    }

    /// Writes a part's rows anew with columns for the whole table.
    private func rewritten(
        _ part: WrittenPart, shape: MapShape, keys: [AttributeName]
    ) async throws -> [WrittenPart] {
        let lane = makePartLane(shape: shape, keys: keys)
        let blob = try await target.store.openReader("\(target.folder)/\(part.name)")
        let reader = try PartReader(source: BlobSource(blob), layout: part.layout)
        var rows = try reader.items()
        while let batch = try rows.nextBatch() { try await lane.append(batch) }
        _ = try await lane.finish()
        return lane.parts
    }
}

/// One of the parallel ways into a load; used by one task at a time.
public final class LoadLane {
    private let load: TableLoad
    private var lane: PartLane?

    init(_ load: TableLoad) {
        self.load = load
    }

    /// Appends the items of a batch; returns when there is room for more.
    public func append(_ batch: ItemBatch) async throws {
        guard !batch.records.isEmpty else { return }
        let lane =
            try lane
            ?? load.makePartLane(
                shape: MapShape(), keys: load.keys(guessingFrom: batch))
        self.lane = lane
        try await lane.append(batch)
    }

    /// Makes what was appended durable, though not visible.
    public func finish() async throws -> StagedRows {
        guard let lane else { return StagedRows(parts: [], shape: MapShape()) }
        self.lane = nil
        let shape = try await lane.finish()
        return StagedRows(parts: lane.parts, shape: shape)
    }

    /// Gives up what was not finished; what was closed of it is left for ``TableLoad/abandon(_:)``.
    public func abandon() async -> StagedRows {
        guard let lane else { return StagedRows(parts: [], shape: MapShape()) }
        self.lane = nil
        await lane.abandon()
        return StagedRows(parts: lane.parts, shape: MapShape())
    }
}

/// What a load has made.
public struct LoadSummary: Sendable, Hashable {
    /// The table's version.
    public var version: Int64
    /// The number of rows.
    public var rowCount: Int
    /// The size of the parts.
    public var byteCount: Int
    /// The number of parts.
    public var partCount: Int
    /// The rows that were written twice because their columns proved too narrow.
    public var rewrittenRowCount: Int
}
