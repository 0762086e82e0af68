public import DDBStorage

/// Opens a Delta table in a store: reads its versions and commits new ones.
///
/// ```swift
/// let table = DeltaTable(store: store, path: "orders")
/// var snapshot = try await table.snapshot()
/// let commit = try TableCommit([.add(file)], info: info)
/// switch try await table.commit(commit, onto: snapshot) {
/// case .committed(let version): try snapshot.apply(commit, version: version)
/// case .conflict(let winners): for winner in winners { try snapshot.apply(winner) }
/// case .retryable(let cause): throw cause
/// }
/// ```
public struct DeltaTable: Sendable {
    /// The store.
    public let store: any BlobStore
    /// The folder of the table in the store; empty for the store itself.
    public let path: String
    /// Limits and known features.
    public let settings: DeltaLogSettings

    /// Creates a handle; touches nothing.
    public init(store: any BlobStore, path: String, settings: DeltaLogSettings = DeltaLogSettings())
    {
        self.store = store
        self.path = path
        self.settings = settings
    }

    /// The path in the store of something in the table's folder.
    public func storePath(_ relative: String) -> String {
        path.isEmpty ? relative : path + "/" + relative
    }

    /// Whether there is a log.
    public func exists() async throws -> Bool {
        try await !store.list(prefix: versionPrefix, startingAfter: nil)
            .entries.allSatisfy { LogPath.kind(name(inLog: $0.path)) == .other }
    }

    /// Reads the table at a version, or at the latest.
    ///
    /// - Throws: ``DeltaError``, or what the store throws.
    public func snapshot(at version: Int64? = nil) async throws -> TableSnapshot {
        let last = try await lastVersion(version)
        var state = ReplayState()
        for start in stride(from: 0, through: last, by: Int(Self.readAheadCount)) {
            let end = min(start + Self.readAheadCount - 1, last)
            for commit in try await readCommits(start...end) {
                state.apply(commit.actions, version: commit.version)
            }
        }
        return try TableSnapshot(version: last, state: state, settings: settings)
    }

    /// Moves a snapshot to the latest version by reading only the commits after it.
    ///
    /// - Returns: The commits, oldest first.
    public func update(_ snapshot: inout TableSnapshot) async throws -> [LoggedCommit] {
        let commits = try await commits(from: snapshot.version + 1, limit: settings.commitCountMax)
        for commit in commits { try snapshot.apply(commit) }
        return commits
    }

    /// Reads one commit, or nil where the log does not have it.
    public func readCommit(_ version: Int64) async throws -> LoggedCommit? {
        let name = storePath(LogPath.commit(version))
        guard let attributes = try await store.attributes(name) else { return nil }
        guard attributes.byteCount <= settings.commitByteCountMax else {
            throw DeltaError(
                .tooLarge,
                "A commit of the table has \(attributes.byteCount) bytes, more than the limit of "
                    + "\(settings.commitByteCountMax).", location: name)
        }
        let bytes = try await store.read(name)
        let actions = try CommitFile.read(bytes, name: name, settings: settings)
        return LoggedCommit(version: version, actions: actions)
    }

    /// How many commits are read and parsed at once.
    private static let readAheadCount: Int64 = 32

    /// Reads commits that a listing showed.
    private func readCommits(_ versions: ClosedRange<Int64>) async throws -> [LoggedCommit] {
        let commits = try await withThrowingTaskGroup(of: LoggedCommit.self) { group in
            for version in versions {
                group.addTask {
                    guard let commit = try await readCommit(version) else {
                        throw DeltaError(
                            .gap,
                            "Version \(version) of the table vanished while it was read; read it "
                                + "again.",
                            location: storePath(LogPath.commit(version)))
                    }
                    return commit
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return commits.sorted { $0.version < $1.version }
    }

    /// Reads the commits of a log from a version on, up to a number of them.
    func commits(from version: Int64, limit: Int) async throws -> [LoggedCommit] {
        var commits: [LoggedCommit] = []
        while commits.count < limit,
            let commit = try await readCommit(version + Int64(commits.count))
        {
            commits.append(commit)
        }
        return commits
    }

    /// The last version of a log that is whole from version 0 on.
    private func lastVersion(_ wanted: Int64?) async throws -> Int64 {
        do {
            return try await listVersions().last(wanted, at: path)
        } catch let error as DeltaError where error.code == .gap {
            // A listing is no moment's picture: a commit may have come behind the place that was
            // already read, and its successor before. A second listing has both.
            return try await listVersions().last(wanted, at: path)
        }
    }

    private func listVersions() async throws -> LogVersions {
        var versions = LogVersions()
        var next: String?
        repeat {
            let page = try await store.list(prefix: versionPrefix, startingAfter: next)
            for entry in page.entries { versions.add(LogPath.kind(name(inLog: entry.path))) }
            next = page.next
            guard versions.commits.count <= settings.commitCountMax else {
                throw DeltaError(
                    .tooLarge, "The log has more than \(settings.commitCountMax) commits.",
                    location: path)
            }
        } while next != nil
        return versions
    }

    /// What the paths of all commits and checkpoints begin with: no version has twenty digits.
    private var versionPrefix: String { storePath(LogPath.folder) + "/0" }

    /// The name of a file directly in the log's folder; empty for files in folders below it.
    private func name(inLog path: String) -> String {
        let rest = path.utf8.dropFirst(storePath(LogPath.folder).utf8.count + 1)
        return rest.contains(UInt8(ascii: "/")) ? "" : String(decoding: rest, as: UTF8.self)
    }
}
