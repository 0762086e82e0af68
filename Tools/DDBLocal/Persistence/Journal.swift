import DDBBase
import DDBStorage
import Foundation
import Synchronization

/// Keeps in a folder what happens in the rooms, so that a restart brings it back.
///
/// Records are appended in memory by whoever holds the lock of the tables, and written before the
/// call that caused them is answered. They survive the end of the process however it comes; the
/// last seconds may be lost with the machine's power, for nothing waits for the disk but the end
/// of ``close()``.
final class Journal: Sendable {
    /// The bytes of a log after which a snapshot is made, unless the last one was larger.
    static let logBytesMax = 64 << 20

    private struct State {
        var generation: Int
        /// What is not written yet, by the generation whose log it belongs to.
        var pending: [(generation: Int, bytes: [UInt8])] = []
        var logBytes = 0
        /// How many records were appended and how many of them are written.
        var appended = 0
        var written = 0
        var failure: JournalError?
    }

    private struct Output {
        var generation: Int
        var handle: FileHandle
    }

    private let folder: JournalFolder
    private let rooms: [any KeptRoom]
    private let state: Mutex<State>
    private let output: Mutex<Output>
    private let snapshotBytes = Atomic(0)
    private let lock: FolderLock
    /// One thread for logs and one for snapshots.
    private let pool = ThreadPool(threadCount: 2)

    /// Brings back what a folder keeps, and begins a generation.
    static func open(
        _ path: String, rooms: [any KeptRoom], engine: TableEngine
    ) async throws -> Journal {
        let folder = JournalFolder(path: path)
        try folder.prepare()
        let lock = try await LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1)).lock(
            "lock")
        let pool = ThreadPool(threadCount: 1)
        return try await withTaskExecutorPreference(pool) {
            let last = try restore(folder, rooms)
            return try Journal(folder, rooms, engine, generation: last + 1, lock: lock)
        }
    }

    private init(
        _ folder: JournalFolder, _ rooms: [any KeptRoom], _ engine: TableEngine, generation: Int,
        lock: FolderLock
    ) throws(JournalError) {
        self.folder = folder
        self.rooms = rooms
        self.lock = lock
        state = Mutex(State(generation: generation))
        let handle = try folder.create(folder.logPath(generation))
        output = Mutex(Output(generation: generation, handle: handle))
        let snapshot = engine.withSnapshot { tables in
            rooms.map { KeptRecords($0.tag, $0.snapshot(with: tables)) }
        }
        try writeSnapshot(snapshot, generation: generation)
    }

    /// Reads the last complete snapshot and the logs since, and returns the last generation.
    private static func restore(
        _ folder: JournalFolder, _ rooms: [any KeptRoom]
    ) throws(JournalError) -> Int {
        let snapshot = try folder.generations("snapshot-").last
        let logs = try folder.generations("log-").filter { $0 >= snapshot ?? 0 }
        let restore = { (tag: UInt8, record: [UInt8]) throws(JournalError) in
            guard let room = rooms.first(where: { $0.tag == tag }) else {
                throw JournalError(
                    "'\(folder.path)' holds records of a kind that this version does not know;"
                        + " use the version that wrote it.")
            }
            try room.restore(record)
        }
        if let snapshot {
            try folder.read(folder.snapshotPath(snapshot), isLast: false, restore)
        }
        for log in logs {
            try folder.read(folder.logPath(log), isLast: log == logs.last, restore)
        }
        return max(snapshot ?? 0, logs.last ?? 0)
    }

    /// Adds a record; quick, and called under the lock of the tables.
    func append(tag: UInt8, _ record: [UInt8]) {
        state.withLock { state in
            if state.pending.last?.generation != state.generation {
                state.pending.append((state.generation, []))
            }
            let place = state.pending.count - 1
            let before = state.pending[place].bytes.count
            RecordFrame.append(tag: tag, record, to: &state.pending[place].bytes)
            state.appended += 1
            state.logBytes += state.pending[place].bytes.count - before
        }
    }

    /// Returns once everything that was appended before is with the system.
    func flush() async throws(JournalError) {
        let isWritten = state.withLock { $0.written == $0.appended && $0.failure == nil }
        if !isWritten { try await settle() }
    }

    private func settle() async throws(JournalError) {
        try await onPool { () throws(JournalError) in try self.writePending() }
    }

    /// Writes what is pending, in the order in which it was appended.
    private func writePending() throws(JournalError) {
        try output.withLock { output throws(JournalError) in
            let (pending, appended, failure) = state.withLock { state in
                defer { state.pending = [] }
                return (state.pending, state.appended, state.failure)
            }
            if let failure { throw failure }
            do throws(JournalError) {
                for (generation, bytes) in pending {
                    if generation != output.generation {
                        try folder.attempt("sync a log") { try output.handle.synchronize() }
                        output = Output(
                            generation: generation,
                            handle: try folder.create(folder.logPath(generation)))
                    }
                    try folder.attempt("write a log") {
                        try output.handle.write(contentsOf: Data(bytes))
                    }
                }
                state.withLock { $0.written = appended }
            } catch {
                // What was lost cannot be appended again, so nothing is acknowledged any more.
                state.withLock { $0.failure = error }
                throw error
            }
        }
    }

    /// Makes a snapshot where the log has grown long.
    func rotate(_ engine: TableEngine) async throws(JournalError) {
        let limit = max(Self.logBytesMax, snapshotBytes.load(ordering: .relaxed))
        guard state.withLock({ $0.logBytes }) > limit else { return }
        let (generation, snapshot) = engine.withSnapshot { tables in
            let generation = state.withLock { state in
                state.generation += 1
                state.logBytes = 0
                // The log of a generation is there even where nothing happens in it.
                state.pending.append((state.generation, []))
                return state.generation
            }
            return (generation, rooms.map { KeptRecords($0.tag, $0.snapshot(with: tables)) })
        }
        try await settle()
        try await onPool { () throws(JournalError) in
            try self.writeSnapshot(snapshot, generation: generation)
        }
    }

    private func onPool(
        _ body: @escaping @Sendable () throws(JournalError) -> Void
    ) async throws(JournalError) {
        let result = await withTaskExecutorPreference(pool) { () -> Result<Void, JournalError> in
            do throws(JournalError) {
                try body()
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private func writeSnapshot(
        _ snapshot: [KeptRecords], generation: Int
    ) throws(JournalError) {
        let temporary = folder.path + "/snapshot.tmp"
        let handle = try folder.create(temporary)
        var bytes: [UInt8] = []
        var total = 0
        for room in snapshot {
            for record in room.records {
                RecordFrame.append(tag: room.tag, record, to: &bytes)
                guard bytes.count >= 1 << 20 else { continue }
                total += bytes.count
                try folder.attempt("write a snapshot") { try handle.write(contentsOf: Data(bytes)) }
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try folder.attempt("write a snapshot") {
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
            try handle.close()
        }
        snapshotBytes.store(total + bytes.count, ordering: .relaxed)
        try folder.publish(temporary, generation: generation)
    }

    /// Writes the rest, waits for the disk, and lets others have the folder.
    func close() async throws(JournalError) {
        try await settle()
        try output.withLock { output throws(JournalError) in
            try folder.attempt("sync the log") { try output.handle.synchronize() }
        }
        lock.release()
    }
}
