/// What a table is at one version.
public struct TableSnapshot: Sendable {
    /// The version.
    public private(set) var version: Int64
    /// What software must know.
    public private(set) var protocolVersion: ProtocolVersion
    /// What the table is.
    public private(set) var metadata: TableMetadata
    /// When the version was committed, in milliseconds since the epoch, where its commit tells.
    public private(set) var timestamp: Int64?

    private var state: ReplayState
    let settings: DeltaLogSettings

    init(
        version: Int64, state: ReplayState, settings: DeltaLogSettings
    ) throws(DeltaError) {
        guard let protocolVersion = state.protocolVersion else {
            throw DeltaError(.corrupt, "The table's log has no protocol action.")
        }
        guard let metadata = state.metadata else {
            throw DeltaError(.corrupt, "The table's log has no metaData action.")
        }
        try protocolVersion.checkReadable(settings.readableFeatures)
        self.version = version
        self.protocolVersion = protocolVersion
        self.metadata = metadata
        self.state = state
        self.settings = settings
        timestamp = state.timestamp
    }

    /// The files of the table, in the order in which they came.
    public var files: [AddFile] { state.orderedFiles }

    /// How many files the table has.
    public var fileCount: Int { state.files.count }

    /// The file with a path and deletion vector, or nil.
    public func file(_ identity: FileIdentity) -> AddFile? { state.files[identity]?.file }

    /// Files that were taken out; a vacuum waits until they are old enough.
    public var tombstones: [RemoveFile] { Array(state.tombstones.values) }

    /// Files that were taken out at a moment or later, in milliseconds since the epoch, ordered by
    /// path; one without a time counts as taken out long ago.
    public func tombstones(from milliseconds: Int64) -> [RemoveFile] {
        state.tombstones.values.filter { $0.deletionTimestamp ?? .min >= milliseconds }
            .sorted { left, right in
                (left.path, left.deletionVector?.uniqueId ?? "")
                    < (right.path, right.deletionVector?.uniqueId ?? "")
            }
    }

    /// Forgets files that were taken out before a moment, so that a snapshot that is followed for
    /// long does not grow: a checkpoint leaves them out as well.
    public mutating func forgetTombstones(before milliseconds: Int64) {
        state.tombstones = state.tombstones.filter {
            $0.value.deletionTimestamp ?? .min >= milliseconds
        }
    }

    /// The configuration of a domain, or nil where it has none.
    public func domain(_ name: String) -> String? { state.domains[Array(name.utf8)]?.configuration }

    /// All domains, ordered by name.
    public var domains: [DomainMetadata] {
        state.domains.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// How far an application has come, or nil.
    public func transaction(_ appId: String) -> SetTransaction? {
        state.transactions[Array(appId.utf8)]
    }

    /// How far all applications have come, ordered by name.
    public var transactions: [SetTransaction] {
        state.transactions.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// Reads the schema.
    public func schema() throws(DeltaError) -> DeltaSchema {
        try metadata.schema(depthMax: settings.depthMax)
    }

    /// Moves to the version that a commit made.
    ///
    /// - Throws: ``DeltaError`` where the commit is not the next or makes the table unreadable
    ///   here; then nothing changed.
    public mutating func apply(_ commit: LoggedCommit) throws(DeltaError) {
        try apply(commit.actions, version: commit.version)
    }

    /// Moves to the version that one's own commit made.
    public mutating func apply(_ commit: TableCommit, version: Int64) throws(DeltaError) {
        try apply([.commitInfo(commit.info)] + commit.actions, version: version)
    }

    private mutating func apply(_ actions: [LogAction], version: Int64) throws(DeltaError) {
        guard version == self.version + 1 else {
            throw DeltaError(
                .gap, "Version \(version) cannot follow version \(self.version) of the table.")
        }
        for case .protocolVersion(let newer) in actions {
            try newer.checkReadable(settings.readableFeatures)
        }
        state.apply(actions, version: version)
        self.version = version
        timestamp = state.timestamp
        protocolVersion = state.protocolVersion ?? protocolVersion
        metadata = state.metadata ?? metadata
    }
}
