import DDBStorage
import Dispatch
import Synchronization

/// Reads a blob that is all in memory.
struct HeldBlobReader: BlobReader {
    let bytes: [UInt8]
    let path: String

    var byteCount: Int { bytes.count }

    func read(offset: Int, count: Int, into buffer: inout [UInt8]) throws {
        try checkRange(offset: offset, count: count, path: path)
        buffer.removeAll(keepingCapacity: true)
        buffer.append(contentsOf: bytes[offset..<offset + count])
    }
}

/// Reads ranges of one content of an object.
///
/// A read that goes on where the one before ended begins a single request for all the rest, which
/// serves the reads that follow; whoever reads from front to back, as importers do, waits for two
/// requests and not for one a piece. At most one such request is open.
final class S3BlobReader: BlobReader {
    private struct State {
        var lastEnd: Int?
        var run: SequentialRun?
    }

    private let store: S3BlobStore
    private let key: String
    private let path: String
    private let head: ObjectHead
    private let state = Mutex(State())

    var byteCount: Int { head.byteCount }

    init(store: S3BlobStore, key: String, path: String, head: ObjectHead) {
        self.store = store
        self.key = key
        self.path = path
        self.head = head
    }

    deinit { state.withLock { $0.run?.reader?.abandon() } }

    func read(offset: Int, count: Int, into buffer: inout [UInt8]) throws {
        try checkRange(offset: offset, count: count, path: path)
        buffer.removeAll(keepingCapacity: true)
        if count == 0 { return }
        let range = offset..<offset + count
        guard let run = takeRun(for: range) else {
            buffer += try waiting { store, key, path, head in
                try await store.read(
                    key, path, range: range, etag: head.etag, versionID: head.versionID)
            }
            return
        }
        let (bytes, rest) = try waiting { store, key, path, head in
            try await store.mapped(path) {
                try await run.read(count, of: key, in: store, head)
            }
        }
        buffer += bytes
        giveBack(rest)
    }

    /// The run that a read goes on with; nil where it begins somewhere else.
    private func takeRun(for range: Range<Int>) -> SequentialRun? {
        let (run, old) = state.withLock { state -> (SequentialRun?, SequentialRun?) in
            defer { state.lastEnd = range.upperBound }
            if let run = state.run, run.position == range.lowerBound {
                state.run = nil
                return (run, nil)
            }
            guard state.lastEnd == range.lowerBound, range.upperBound < head.byteCount else {
                return (nil, nil)
            }
            return (SequentialRun(position: range.lowerBound), state.run.take())
        }
        old?.reader?.abandon()
        return run
    }

    /// Keeps a run for the next read, unless another took its place meanwhile.
    private func giveBack(_ run: SequentialRun) {
        let isKept = state.withLock { state in
            guard state.run == nil, run.position < head.byteCount else { return false }
            state.run = run
            return true
        }
        if !isKept { run.reader?.abandon() }
    }

    private func waiting<Value: Sendable>(
        _ work:
            @escaping @Sendable (S3BlobStore, String, String, ObjectHead) async throws -> Value
    ) throws -> Value {
        let (store, key, path, head) = (store, key, path, head)
        return try Blocking.wait {
            do {
                return try await work(store, key, path, head)
            } catch let error as StorageError where error.code == .notFound {
                throw StorageError(
                    .changed,
                    "'\(path)' in bucket '\(store.bucket)' was deleted while it was read.",
                    path: path, cause: error)
            }
        }
    }
}

/// A request for all the rest of an object, and how far it was read.
private struct SequentialRun: Sendable {
    var position: Int
    var reader: S3ObjectReader?
    private var left: ArraySlice<UInt8> = []

    init(position: Int) {
        self.position = position
    }

    /// Returns the next bytes, and the run behind them.
    ///
    /// The request counts among those of the store while it is begun, and not while it stands: it
    /// would keep others waiting for a reader that nobody reads.
    func read(
        _ count: Int, of key: String, in store: S3BlobStore, _ head: ObjectHead
    ) async throws -> (bytes: [UInt8], rest: SequentialRun) {
        var run = self
        let reader: S3ObjectReader
        if let open = run.reader {
            reader = open
        } else {
            let request = GetObjectRequest(
                bucket: store.bucket, key: key, range: .bytes(position..<head.byteCount),
                ifMatch: head.versionID == nil ? head.etag : nil, versionID: head.versionID)
            reader = try await store.requests.perform(weight: 1) {
                try await store.client.openObject(request)
            }
            run.reader = reader
        }
        var bytes = Array(run.left.prefix(count))
        run.left = run.left.dropFirst(bytes.count)
        bytes.reserveCapacity(count)
        while bytes.count < count {
            guard let piece = try await reader.next() else {
                throw S3Error(.truncated, "The object ended before its size.")
            }
            let taken = piece.prefix(count - bytes.count)
            bytes += taken
            run.left = piece[taken.endIndex...]
        }
        run.position += count
        return (bytes, run)
    }
}

/// Waits on a thread of a pool for work that is asynchronous.
private enum Blocking {
    /// How often a waiting thread looks whether its task was cancelled.
    private static let cancellationCheckMilliseconds = 50

    static func wait<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let result = Slot<Value>()
        // This function awaits the task, and cancels it when its own task is cancelled.
        let task = Task {
            do {
                let value = try await work()
                result.outcome.withLock { $0 = .success(value) }
            } catch {
                result.outcome.withLock { $0 = .failure(error) }
            }
            done.signal()
        }
        while done.wait(timeout: .now() + .milliseconds(cancellationCheckMilliseconds))
            == .timedOut
        {
            if Task.isCancelled { task.cancel() }
        }
        guard let outcome = result.outcome.withLock({ $0 }) else {
            preconditionFailure("the task signals after it has set its outcome")
        }
        return try outcome.get()
    }

    private final class Slot<Value: Sendable>: Sendable {
        let outcome = Mutex<Result<Value, any Error>?>(nil)
    }
}
