import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage

/// A load that is under way: its parts and how far it has read, in a Delta log of its own.
///
/// ```
/// <table>/_ddbkit/generations/<id>/_delta_log/00000000000000000000.json
/// ```
/// The parts lie in the table's folder and are named relative to it, so that one commit of the
/// table's log takes them over. That commit has the generation's id as a property; whoever finds
/// both deletes the generation. A generation lives from its version 0 on: it is deleted from there,
/// so that a deletion that died half-way left none.
///
/// Parts are tagged with what they are for (``StagedPart/kindTag``); so far there are those of
/// loads.
struct Generation: Sendable {
    /// The most parts that a generation may have.
    static let partCountMax = 1_000_000
    private static let keysProperty = "ddbkit.keys"
    private static let sourceProperty = "ddbkit.generation.source"
    private static let timestampProperty = "ddbkit.generation.timestamp"
    private static let shapeDomain = "ddbkit.shape"

    /// The generation's id, a UUID.
    let id: String
    let log: DeltaTable
    private(set) var snapshot: TableSnapshot?
    /// The parts.
    private(set) var parts: [StagedPart] = []
    /// What the items so far have shown.
    private(set) var shape = MapShape()
    /// How far each partition has been read.
    private(set) var positions: [String: SavedPosition] = [:]
    private var layouts = GenerationLayouts()

    /// A generation that is not in the store yet.
    init(id: String, folder: String, store: any BlobStore) {
        self.id = id
        log = DeltaTable(store: store, path: GenerationFolder.path(of: id, in: folder))
    }

    /// Reads a generation.
    ///
    /// - Throws: `DeltaError`; ``StoreError/Code/damaged``, ``StoreError/Code/unsupported``.
    init(reading id: String, folder: String, store: any BlobStore) async throws {
        self.init(id: id, folder: folder, store: store)
        let snapshot = try await log.snapshot()
        guard snapshot.fileCount <= Self.partCountMax else {
            throw StoreError(
                .tooLarge,
                "An unfinished load has more than \(Self.partCountMax) parts; begin it "
                    + "anew (import --restart).")
        }
        layouts = try GenerationLayouts(snapshot)
        let byName = layouts.byName
        parts = try snapshot.files.map { try StagedPart($0, layouts: byName) }
        if let text = snapshot.domain(Self.shapeDomain) { shape = try MapShape(text: text) }
        for domain in snapshot.domains {
            if let position = try SavedPosition(domain) {
                positions[position.partition] = position
            }
        }
        self.snapshot = snapshot
    }

    /// Whether anything of it is in the store.
    var isStored: Bool { snapshot != nil }

    /// What the load is of.
    func source() throws -> GenerationSource {
        try GenerationSource(text: snapshot?.metadata.configuration[Self.sourceProperty])
    }

    /// The key attributes that the load goes by.
    func keys() throws -> [AttributeName]? {
        try snapshot?.metadata.configuration[Self.keysProperty].map {
            try TableProperty.keys(of: $0)
        }
    }

    /// The `_timestamp` of items without a time.
    var timestamp: Instant? {
        snapshot?.metadata.configuration[Self.timestampProperty]
            .flatMap { Int64($0) }.map { Instant(microseconds: $0) }
    }

    /// The commit that adds parts and positions.
    func commit(
        adding staged: [StagedPart], shape newShape: MapShape, positions moved: [SavedPosition],
        forgetting forgotten: [String] = [], keys: [AttributeName]?, options: LoadOptions,
        now: Instant, random: any RandomSource
    ) throws -> PendingCheckpoint {
        var actions: [LogAction] = []
        var after = self
        if snapshot == nil {
            let layout = TableLayout(columns: TableColumns(keys: [], columns: []), mode: .latest)
            var properties = [
                Self.sourceProperty: GenerationSource(options).text,
                Self.timestampProperty: "\(options.timestamp.microseconds)",
            ]
            if let keys { properties[Self.keysProperty] = TableProperty.text(of: keys) }
            actions = [
                .protocolVersion(ProtocolVersion(requiring: [.domainMetadata])),
                .metaData(
                    TableMetadata(
                        id: id, schema: layout.deltaSchema, createdTime: now.milliseconds,
                        configuration: properties)),
            ]
        } else if let keys, try self.keys() == nil, var metadata = snapshot?.metadata {
            metadata.configuration[Self.keysProperty] = TableProperty.text(of: keys)
            actions = [.metaData(metadata)]
        }
        for part in staged {
            let (name, added) = after.layouts.name(of: part.layout)
            if let added { actions.append(added) }
            actions.append(.add(part.stagedFile(layoutName: name)))
        }
        if newShape != shape {
            actions.append(
                .domainMetadata(
                    DomainMetadata(domain: Self.shapeDomain, configuration: newShape.text)))
        }
        for position in moved {
            actions.append(.domainMetadata(position.domain))
            after.positions[position.partition] = position
        }
        for partition in forgotten {
            var domain = SavedPosition(partition: partition).domain
            domain.isRemoved = true
            actions.append(.domainMetadata(domain))
            after.positions[partition] = nil
        }
        after.parts += staged
        after.shape = newShape
        let info = CommitInfo(
            timestamp: now.milliseconds, operation: "WRITE",
            parameters: [("mode", "Append")], engine: "ddbkit")
        return PendingCheckpoint(
            commit: try TableCommit(actions, info: info, random: random), generation: after)
    }

    /// Notes that a commit made a version.
    mutating func committed(_ commit: TableCommit, version: Int64) async throws {
        if snapshot == nil {
            snapshot = try await log.snapshot(at: version)
        } else {
            try snapshot?.apply(commit, version: version)
        }
    }
}

/// A commit to a generation, and the generation as it is after it.
struct PendingCheckpoint {
    let commit: TableCommit
    var generation: Generation
}
