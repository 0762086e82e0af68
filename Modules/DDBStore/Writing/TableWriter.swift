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

    let options: WriterOptions
    let log: DeltaTable
    let target: PartTarget
    let time: any TimeSource
    let random: any RandomSource
    /// Two threads: one for the commit at hand, one for what goes on beside it.
    let pool = ThreadPool(threadCount: 2)
    let gate = SerialGate()
    let state: Mutex<WriterState>
    /// The work on the index that goes on beside commits; ``close()`` awaits it, as does the next.
    let settling = Mutex<Task<Void, Never>?>(nil)
    /// What compaction remembers from step to step.
    let compactor = Compactor()
    /// What looks after the table; nil until there is one.
    let maintenance = Mutex(WriterUpkeep.none)
    private let lock: Mutex<FolderLock?>
    private let arrivals = Atomic<UInt64>(0)

    init(
        options: WriterOptions, log: DeltaTable, target: PartTarget, state: sending WriterState,
        lock: FolderLock?, time: any TimeSource, random: any RandomSource
    ) {
        name = target.folder
        self.options = options
        self.log = log
        self.target = target
        self.time = time
        self.random = random
        self.state = Mutex(state)
        self.lock = Mutex(lock)
    }

    deinit { maintenance.withLock { $0 }.abandon() }

    /// The positions of the last commit, ordered by partition.
    public var positions: [SavedPosition] {
        state.withLock { Array($0.positions.values) }.sorted { $0.partition < $1.partition }
    }

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
    ///   - forgotten: Partitions of which nothing will ever come again, whose positions go; also
    ///     where this commit has their last changes, or a position of them.
    /// - Throws: ``StoreError``, `DeltaError`, or what the store throws.
    public func commit(
        _ staged: [StagedChanges], _ positions: [SavedPosition], forgetting forgotten: [String] = []
    ) async throws -> CommitSummary {
        let changes = PositionChanges(saved: positions, forgotten: forgotten)
        return try await serially { try await self.commitNow(staged, changes) }
    }

    /// Gives up what lanes have sealed and nobody will commit.
    public func discard(_ staged: [StagedChanges]) async {
        await discard(staged.flatMap(\.parts))
    }

    /// The table as it was last committed.
    ///
    /// - Throws: ``StoreError/Code/tableNotFound`` where nothing was committed yet.
    public func table() throws -> StoredTable {
        guard let snapshot else {
            throw StoreError(
                .tableNotFound, "Nothing was committed to the table '\(name)' yet.")
        }
        return try StoredTable(name: name, log: log, snapshot: snapshot)
    }

    /// Ends the writer: its index is made durable and the lock given back.
    ///
    /// Lanes must be sealed or given up before. What was sealed and not committed is deleted. A
    /// writer that is dropped without it leaves what a crash leaves.
    ///
    /// - Returns: What its maintenance has done, and which of it failed.
    /// - Throws: What the disk throws; the table is not concerned, and the lock is given back.
    @discardableResult
    public func close() async throws -> MaintenanceStatus {
        // Before anything waits for it: what it does may want to commit.
        let status = await closeMaintenance()
        try await gate.run {
            let (failure, index) = state.withLock { state in
                defer {
                    state.failure = state.failure ?? Self.closed(name)
                    // They hold on to the lock.
                    state.handlers = []
                    state.index = nil
                }
                return (state.failure, state.index)
            }
            await settling.withLock { $0 }?.value
            defer {
                lock.withLock { lock in
                    lock?.release()
                    lock = nil
                }
            }
            if failure?.code != .outcomeUnknown { await deleteParts(target.begun.takeAll()) }
            if let index { try await Self.onPool(pool) { try index.flush() } }
        }
        return status
    }

    /// Takes numbers for records in the order in which they arrive.
    func takeArrivals(_ count: Int) -> UInt64 {
        arrivals.add(UInt64(count), ordering: .relaxed).oldValue
    }

    /// Does work between two commits, on a thread of the writer's own.
    func serially<Value: Sendable>(
        _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await gate.run {
            try checkUsable()
            return try await Self.onPool(pool, work)
        }
    }

    /// Runs work that blocks on a thread of the pool, whatever actor the caller is on.
    @concurrent
    static func onPool<Value: Sendable>(
        _ pool: ThreadPool, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withTaskExecutorPreference(pool) { try await work() }
    }

    /// - Throws: Why the writer does nothing more, if it does not.
    func checkUsable() throws(StoreError) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Ends all work: nobody knows what the table is.
    func poison(_ failure: StoreError) {
        state.withLock { $0.failure = $0.failure ?? failure }
    }

    private static func closed(_ name: String) -> StoreError {
        StoreError(.closed, "The writer of the table '\(name)' is closed; open another.")
    }

    /// Deletes parts that nobody will commit.
    func discard(_ parts: [FreshPart]) async {
        let names = parts.map(\.written.name)
        guard state.withLock({ $0.failure?.code }) != .outcomeUnknown else { return }
        await deleteParts(names)
        target.begun.remove(names)
    }

    /// Deletes files that no commit names.
    func deleteParts(_ names: [String]) async {
        for name in names {
            // What cannot be deleted now is an orphan that no reader sees and that the next writer
            // deletes.
            try? await target.store.delete(log.storePath(name))
        }
    }
}
