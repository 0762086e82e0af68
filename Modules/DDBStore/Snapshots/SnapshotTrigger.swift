public import DDBBase
import DDBStorage
import Synchronization

/// Makes a snapshot after every few commits, beside them and one at a time.
///
/// ```swift
/// let trigger = SnapshotTrigger(store, table: "orders", folder: folder, every: 5, keeping: 3)
/// trigger.committed(version: summary.version)     // after each commit
/// await trigger.finish()                          // before the run ends
/// ```
/// A commit that comes while a snapshot is being made counts for the next one. A snapshot that
/// fails harms nothing; `report` is told.
public final class SnapshotTrigger: Sendable {
    private struct State {
        /// The commits since the last snapshot was begun.
        var commitCount = 0
        var version: Int64?
        var isRunning = false
        var task: Task<Void, Never>?
    }

    private let store: TableStore
    private let table: String
    private let folder: SnapshotFolder
    private let threshold: Int
    private let keptCount: Int
    private let pool: ThreadPool
    private let report: @Sendable (Result<SnapshotSummary, any Error>) -> Void
    private let state = Mutex(State())

    /// Creates a trigger; touches nothing.
    ///
    /// - Parameters:
    ///   - threshold: How many commits lead to a snapshot.
    ///   - keptCount: How many snapshots stay.
    ///   - pool: The threads on which files are read.
    ///   - report: Is told how each snapshot ended.
    public init(
        _ store: TableStore, table: String, folder: SnapshotFolder, every threshold: Int,
        keeping keptCount: Int, pool: ThreadPool,
        report: @escaping @Sendable (Result<SnapshotSummary, any Error>) -> Void = { _ in }
    ) {
        self.store = store
        self.table = table
        self.folder = folder
        self.threshold = max(1, threshold)
        self.keptCount = max(1, keptCount)
        self.pool = pool
        self.report = report
    }

    /// Counts a commit, and begins a snapshot where one is due; returns at once.
    public func committed(version: Int64) {
        state.withLock { state in
            state.commitCount += 1
            state.version = version
            start(&state)
        }
    }

    /// Waits for the snapshot that is being made, and makes one that is due.
    ///
    /// A task that is cancelled waits as well: a snapshot is made of what is committed.
    public func finish() async {
        while let task = state.withLock({ state in
            start(&state)
            return state.task
        }) {
            await task.value
            state.withLock { state in
                if !state.isRunning { state.task = nil }
            }
        }
    }

    private func start(_ state: inout State) {
        guard !state.isRunning, state.commitCount >= threshold, let version = state.version else {
            return
        }
        state.commitCount = 0
        state.isRunning = true
        // Awaited by `finish()`; nobody cancels it.
        state.task = Task(executorPreference: pool) { await self.run(version) }
    }

    @concurrent private func run(_ version: Int64) async {
        do {
            // Opened by its name, so that the version is held against vacuum.
            let table = try await store.table(table, version: version)
            let summary = try await table.writeSnapshot(
                to: SnapshotFolder.name(of: self.table, version: version), in: folder.store,
                time: store.time)
            try await folder.keep(keptCount, of: self.table, made: version)
            report(.success(summary))
        } catch {
            report(.failure(error))
        }
        state.withLock { $0.isRunning = false }
    }
}
