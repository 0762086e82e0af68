import DDBBase
import DDBStorage
import Foundation
import Synchronization

/// Keeps in a folder what happens in the rooms, so that a restart brings it back.
///
/// Records are appended in memory by whoever holds the lock of what they tell of, and written
/// before any call is answered that came later: what a reply has shown survives the end of the
/// process, however it comes. What is written at once begins and ends where no room is in the
/// middle of a change, so that a restart finds a table and its stream as they were between two
/// changes. The last seconds may be lost with the machine's power, for nothing waits for the disk
/// but ``close()`` and what replaces a log.
final class Journal: Sendable {
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

    private struct Taken {
        var pending: [(generation: Int, bytes: [UInt8])] = []
        var appended = 0
        var failure: JournalError?
    }

    private let folder: JournalFolder
    private let rooms: [any KeptRoom]
    private let state: Mutex<State>
    private let output: Mutex<Output>
    /// The bytes of a log after which a snapshot is made, unless the last one was larger.
    private let logBytesMax: Int
    private let snapshotBytes: Atomic<Int>
    private let lock: FolderLock
    /// One thread for logs and one for snapshots.
    private let pool = ThreadPool(threadCount: 2)

    /// Brings back what a folder keeps, and begins a generation.
    ///
    /// - Parameter rooms: In the order in which their locks are taken.
    static func open(
        _ path: String, rooms: [any KeptRoom], logBytesMax: Int
    ) async throws -> Journal {
        let folder = JournalFolder(path: path)
        try folder.prepare()
        let lock = try await LocalBlobStore(root: path, pool: ThreadPool(threadCount: 1)).lock(
            "lock")
        let pool = ThreadPool(threadCount: 1)
        return try await withTaskExecutorPreference(pool) {
            let generation = try restore(folder, rooms) + 1
            // Before the log of the generation, so that a log which ends torn is replaced or the
            // last, however often starts are interrupted.
            var records: [KeptRecords] = []
            still(rooms[...], []) { records = $0 }
            let byteCount = try writeSnapshot(records, to: folder, generation: generation)
            let handle = try createLog(folder, generation)
            return Journal(
                folder, rooms, lock, Output(generation: generation, handle: handle),
                snapshotBytes: byteCount, logBytesMax: logBytesMax)
        }
    }

    /// A number that no start of an endpoint had before; 0 for the first.
    static func startCount(_ path: String) throws(JournalError) -> UInt64 {
        let folder = JournalFolder(path: path)
        try folder.prepare()
        let last = try (folder.generations("snapshot-") + folder.generations("log-")).max()
        return UInt64(last ?? 0)
    }

    private init(
        _ folder: JournalFolder, _ rooms: [any KeptRoom], _ lock: FolderLock, _ output: Output,
        snapshotBytes: Int, logBytesMax: Int
    ) {
        self.folder = folder
        self.rooms = rooms
        self.lock = lock
        self.logBytesMax = logBytesMax
        self.snapshotBytes = Atomic(snapshotBytes)
        state = Mutex(State(generation: output.generation))
        self.output = Mutex(output)
    }

    private static func createLog(
        _ folder: JournalFolder, _ generation: Int
    ) throws(JournalError) -> FileHandle {
        let handle = try folder.create(folder.logPath(generation))
        var bytes: [UInt8] = []
        RecordFrame.appendEnd(to: &bytes)
        try folder.attempt("write a log") { try handle.write(contentsOf: Data(bytes)) }
        return handle
    }

    /// Runs a body while nothing changes in any room.
    private static func still(_ rooms: ArraySlice<any KeptRoom>, _ body: () -> Void) {
        guard let room = rooms.first else { return body() }
        room.still { still(rooms.dropFirst(), body) }
    }

    /// Runs a body, while nothing changes in any room, with what brings all of them back.
    private static func still(
        _ rooms: ArraySlice<any KeptRoom>, _ before: [KeptRecords],
        _ body: ([KeptRecords]) -> Void
    ) {
        guard let room = rooms.first else { return body(before) }
        room.stillWithRecords { records in
            still(rooms.dropFirst(), before + [KeptRecords(room.tag, records)], body)
        }
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

    /// Adds a record; quick, and called under the lock of what it tells of.
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

    /// What is pending, taken where no room is in the middle of a change.
    private func take() -> Taken {
        var taken = Taken()
        Self.still(rooms[...]) {
            taken = state.withLock { state in
                defer { state.pending = [] }
                return Taken(
                    pending: state.pending, appended: state.appended, failure: state.failure)
            }
        }
        return taken
    }

    /// Writes what is pending, in the order in which it was appended.
    private func writePending() throws(JournalError) {
        try output.withLock { output throws(JournalError) in
            let taken = take()
            if let failure = taken.failure { throw failure }
            do throws(JournalError) {
                for (generation, bytes) in taken.pending {
                    if generation != output.generation {
                        try folder.attempt("sync a log") { try output.handle.synchronize() }
                        output = Output(
                            generation: generation,
                            handle: try Self.createLog(folder, generation))
                    }
                    guard !bytes.isEmpty else { continue }
                    var batch = bytes
                    RecordFrame.appendEnd(to: &batch)
                    let data = Data(batch)
                    try folder.attempt("write a log") { try output.handle.write(contentsOf: data) }
                }
                state.withLock { $0.written = taken.appended }
            } catch {
                // What was lost cannot be appended again, so nothing is acknowledged any more.
                state.withLock { $0.failure = error }
                throw error
            }
        }
    }

    /// Makes a snapshot where the log has grown long.
    func rotate() async throws(JournalError) {
        let limit = max(logBytesMax, snapshotBytes.load(ordering: .relaxed))
        guard state.withLock({ $0.logBytes }) > limit else { return }
        var generation = 0
        var records: [KeptRecords] = []
        // The log of a generation begins where its snapshot was taken, between two changes.
        Self.still(rooms[...], []) { all in
            records = all
            generation = state.withLock { state in
                state.generation += 1
                state.logBytes = 0
                // The log of a generation is there even where nothing happens in it.
                state.pending.append((state.generation, []))
                return state.generation
            }
        }
        // Until the snapshot has its name, the one before and the logs since bring all back.
        try await settle()
        let (snapshot, number) = (records, generation)
        try await onPool { () throws(JournalError) in
            let byteCount = try Self.writeSnapshot(snapshot, to: self.folder, generation: number)
            self.snapshotBytes.store(byteCount, ordering: .relaxed)
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

    /// Writes a snapshot, which replaces everything before, and returns its size.
    private static func writeSnapshot(
        _ snapshot: [KeptRecords], to folder: JournalFolder, generation: Int
    ) throws(JournalError) -> Int {
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
        try folder.publish(temporary, generation: generation)
        return total + bytes.count
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
