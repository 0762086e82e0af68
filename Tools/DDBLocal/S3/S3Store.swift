import DDBBase
import Synchronization

/// The buckets of an endpoint.
///
/// Reads take a lock for microseconds. Changes come one after another, on a thread that may block:
/// each looks whether it may be made, writes its file, and only then shows.
final class S3Store: Sendable {
    let clock: LocalClock
    let random: any RandomSource
    /// Where the buckets are kept; nil to forget them at the end.
    let folder: S3Folder?
    private let buckets: Mutex<[String: S3Bucket]>
    private let storedBytes: Atomic<Int>
    private let turn = Mutex(())
    private let pool = ThreadPool(threadCount: 1)

    /// Creates a store with what a folder kept; blocks while it is read.
    ///
    /// - Throws: ``JournalError``.
    init(
        clock: LocalClock, random: any RandomSource, folder: S3Folder?
    ) throws(JournalError) {
        self.clock = clock
        self.random = random
        self.folder = folder
        let found = try folder?.load() ?? [:]
        storedBytes = Atomic(found.values.reduce(0) { $0 + Self.byteCount($1) })
        buckets = Mutex(found)
    }

    private static func byteCount(_ bucket: S3Bucket) -> Int {
        bucket.objects.reduce(0) { $0 + $1.content.byteCount }
            + bucket.uploads.values.reduce(0) { $0 + $1.byteCount }
    }

    /// Looks at all buckets.
    func read<Value: Sendable>(
        _ body: ([String: S3Bucket]) throws(S3Refusal) -> Value
    ) throws(S3Refusal) -> Value {
        try buckets.withLock { buckets throws(S3Refusal) in try body(buckets) }
    }

    /// Looks at a bucket.
    func bucket(_ name: String) throws(S3Refusal) -> S3Bucket {
        try read { buckets throws(S3Refusal) in
            guard let bucket = buckets[name] else { throw .noBucket(name) }
            return bucket
        }
    }

    /// Makes a change, alone.
    func change<Value: Sendable>(
        _ body: @escaping @Sendable () throws(S3Refusal) -> Value
    ) async throws(S3Refusal) -> Value {
        let result = await withTaskExecutorPreference(pool) { () -> Result<Value, S3Refusal> in
            self.turn.withLock { _ in
                do throws(S3Refusal) {
                    return .success(try body())
                } catch {
                    return .failure(error)
                }
            }
        }
        return try result.get()
    }

    /// Shows what a change has written; to be called by changes only.
    ///
    /// - Parameter grownBy: How many bytes more are stored by it.
    func show(_ name: String, grownBy: Int = 0, _ body: (inout S3Bucket?) -> Void) {
        storedBytes.add(grownBy, ordering: .relaxed)
        buckets.withLock { body(&$0[name]) }
    }

    /// Refuses what does not fit any more.
    func checkSpace(_ byteCount: Int) throws(S3Refusal) {
        guard storedBytes.load(ordering: .relaxed) + byteCount <= S3Limits.storedBytesMax else {
            throw S3Refusal(
                503, "ServiceUnavailable",
                "The local endpoint holds all objects in memory, and no more than"
                    + " \(S3Limits.storedBytesMax) bytes of them; delete some.")
        }
    }
}
