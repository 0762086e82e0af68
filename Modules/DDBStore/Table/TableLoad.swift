public import DDBAttributes
import DDBBase
import DDBDeltaLog
import DDBJSON
import DDBParquet
import DDBSchema
import DDBStorage

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
    }

    /// Opens a lane.
    public func makeLane() -> LoadLane { LoadLane(makePartLane(shape: MapShape())) }

    func makePartLane(shape: MapShape) -> PartLane {
        PartLane(
            target: target, settings: options.parts, plan: options.plan,
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
        let columns = options.plan.columns(of: shape, limits: options.parts.limits)
        let layout = TableLayout(columns: columns, mode: .latest)
        var parts: [WrittenPart] = []
        var rewrittenRows = 0
        for part in staged.flatMap(\.parts) {
            guard part.isTooNarrow(for: layout) else {
                parts.append(part)
                continue
            }
            rewrittenRows += part.summary.rowCount
            parts += try await rewritten(part, shape: shape)
            try await target.store.delete("\(target.folder)/\(part.name)")
        }
        let version = try await commit(layout, parts)
        return LoadSummary(
            version: version, rowCount: parts.reduce(0) { $0 + $1.summary.rowCount },
            byteCount: parts.reduce(0) { $0 + $1.summary.byteCount }, partCount: parts.count,
            rewrittenRowCount: rewrittenRows)
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
    private func rewritten(_ part: WrittenPart, shape: MapShape) async throws -> [WrittenPart] {
        let lane = makePartLane(shape: shape)
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
    private let lane: PartLane

    init(_ lane: PartLane) {
        self.lane = lane
    }

    /// Appends the items of a batch; returns when there is room for more.
    public func append(_ batch: ItemBatch) async throws {
        try await lane.append(batch)
    }

    /// Makes what was appended durable, though not visible.
    public func finish() async throws -> StagedRows {
        let shape = try await lane.finish()
        return StagedRows(parts: lane.parts, shape: shape)
    }

    /// Gives up what is being written, and names the parts that were closed.
    public func abandon() async -> StagedRows {
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
