import DDBBase
import DDBDeltaLog
import DDBStorage
import Synchronization

/// The one writer of a table: takes changes for ever, each commit whole or not at all.
///
/// Lanes prepare changes in parallel; a commit makes one version of them, with the positions that
/// they cover. In a `latest` table the rows that are overwritten or deleted are masked in the same
/// commit.
///
/// ```swift
/// let writer = try await store.writer("orders", options: options)
/// let lane = writer.makeLane()
/// _ = try await lane.append(batch)
/// let staged = try await lane.seal()
/// let summary = try await writer.commit(staged.map { [$0] } ?? [], positions)
/// try await writer.close()
/// ```
public final class TableWriter: Sendable {
    /// The table's name.
    public let name: String

    init(name: String) {
        self.name = name
    }

    /// The positions of the last commit, ordered by partition.
    public var positions: [SavedPosition] { [] }

    /// Opens a lane; several may be used at once, each by one task.
    public func makeLane() -> ChangeLane { ChangeLane(self) }

    /// Commits what lanes have sealed, with the positions that it covers.
    ///
    /// Where it throws, nothing was committed, unless the error is
    /// ``StoreError/Code/outcomeUnknown``: then the writer refuses all further work, and whoever
    /// opens the table again sees which it was.
    ///
    /// - Parameters:
    ///   - staged: What is to be committed, of lanes of this writer; each once.
    ///   - positions: The positions that changed.
    public func commit(
        _ staged: [StagedChanges], _ positions: [SavedPosition]
    ) async throws -> CommitSummary {
        throw StoreError(.unsupported, "Changes are not written yet.")
    }

    /// The table as it was last committed.
    ///
    /// - Throws: ``StoreError/Code/tableNotFound`` where nothing was committed yet.
    public func table() throws -> StoredTable {
        throw StoreError(.unsupported, "Changes are not written yet.")
    }

    /// Keeps parts in the table although all their rows may be masked, until ``unpin(_:)``.
    func pin(_ parts: [String]) {}

    /// Lets parts go that were pinned.
    func unpin(_ parts: [String]) {}

    /// Commits a compaction between two commits of changes: rows that were masked in the sources
    /// since they were read are masked in the targets.
    ///
    /// - Returns: nil, with nothing done, where a source is no longer in the table; then the
    ///   targets are the caller's to delete.
    func commit(_ rewrite: PartRewrite) async throws -> CommitSummary? {
        throw StoreError(.unsupported, "Changes are not written yet.")
    }

    /// Does work between two commits.
    func serially<Value>(_ work: () async throws -> Value) async throws -> Value {
        try await work()
    }

    /// The table's files as last committed; nil where there is no table yet.
    var snapshot: TableSnapshot? { nil }

    /// The rows of a part that are masked.
    func maskedRows(of part: String) -> RowSet { RowSet() }

    /// The key index, or nil where the table has none.
    var index: KeyIndex? { nil }

    /// Calls a function after every commit, in the order of the commits; it must return at once.
    func onCommit(_ handler: @escaping @Sendable (CommitNotice) -> Void) {}

    /// Forgets removals that are older than a moment, in milliseconds since the epoch.
    func forgetTombstones(before milliseconds: Int64) async {}

    /// Ends the writer: its index is made durable and the lock given back.
    public func close() async throws {}
}

extension TableStore {
    /// Opens the one writer of a table, which need not exist yet.
    ///
    /// - Throws: A `StorageError` with code `locked` where another writer holds the table;
    ///   ``StoreError/Code/invalidColumns`` where the options do not fit the table.
    public func writer(_ name: String, options: WriterOptions) async throws -> TableWriter {
        try TableName.check(name)
        return TableWriter(name: name)
    }
}
