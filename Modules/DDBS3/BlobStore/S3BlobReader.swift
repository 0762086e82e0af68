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
struct S3BlobReader: BlobReader {
    let store: S3BlobStore
    let key: String
    let path: String
    let head: ObjectHead

    var byteCount: Int { head.byteCount }

    func read(offset: Int, count: Int, into buffer: inout [UInt8]) throws {
        try checkRange(offset: offset, count: count, path: path)
        buffer.removeAll(keepingCapacity: true)
        if count == 0 { return }
        let store = store
        let (key, path, head) = (key, path, head)
        buffer += try Blocking.wait {
            do {
                return try await store.read(
                    key, path, range: offset..<offset + count, etag: head.etag,
                    versionID: head.versionID)
            } catch let error as StorageError where error.code == .notFound {
                throw StorageError(
                    .changed,
                    "'\(path)' in bucket '\(store.bucket)' was deleted while it was read.",
                    path: path, cause: error)
            }
        }
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
