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
/// case .retryable(let cause), .unconfirmed(_, let cause): throw cause   // or commit it again
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
        var next: String?
        repeat {
            let page = try await logPage(after: next)
            if page.entries.contains(where: { logFile($0)?.makesVersion == true }) { return true }
            next = page.next
        } while next != nil
        return false
    }

    /// Moves a snapshot to the latest version by reading only the commits after it.
    ///
    /// - Returns: The commits, oldest first.
    /// - Throws: ``DeltaError/Code/overtaken`` where the log no longer has the next commit: then
    ///   the table is to be read anew.
    public func update(_ snapshot: inout TableSnapshot) async throws -> [LoggedCommit] {
        let commits = try await commits(from: snapshot.version + 1, limit: settings.commitCountMax)
        for commit in commits { try snapshot.apply(commit) }
        if commits.isEmpty { try await checkNotOvertaken(snapshot.version) }
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
}
