import Synchronization

/// Counts what a pipeline has done so far; read from any thread, as often as one likes.
///
/// Counters move once a batch, so a progress bar that polls them costs the pipeline nothing.
public final class PipelineCounters: Sendable {
    /// The counts at one moment.
    public struct Snapshot: Sendable, Hashable {
        /// Batches that were read.
        public var batchesRead = 0
        /// Records that were read.
        public var rowsRead = 0
        /// Bytes of items that were read, as DynamoDB JSON and its index.
        public var bytesRead = 0
        /// Bytes that the source consumed, in the unit of its totals.
        public var sourceBytesConsumed = 0
        /// Records that the source left out because they are malformed.
        public var rowsSkipped = 0
        /// Records that the sink took: staged or durable.
        public var rowsWritten = 0
        /// Records that the sink rejected.
        public var rowsRejected = 0
        /// Readers that were read to their end: files, segments.
        public var readersFinished = 0
        /// Commits that succeeded.
        public var commitCount = 0
        /// What the source says there is.
        public var totals = SourceTotals()
    }

    let batchesRead = Atomic(0)
    let rowsRead = Atomic(0)
    let bytesRead = Atomic(0)
    let rowsWritten = Atomic(0)
    let rowsRejected = Atomic(0)
    let readersFinished = Atomic(0)
    let commitCount = Atomic(0)
    private let session = Mutex<(any SourceSession)?>(nil)

    init() {}

    /// The counts now.
    public var snapshot: Snapshot {
        let session = session.withLock { $0 }
        return Snapshot(
            batchesRead: batchesRead.load(ordering: .relaxed),
            rowsRead: rowsRead.load(ordering: .relaxed),
            bytesRead: bytesRead.load(ordering: .relaxed),
            sourceBytesConsumed: session?.bytesConsumed ?? 0,
            rowsSkipped: session?.rowsSkipped ?? 0,
            rowsWritten: rowsWritten.load(ordering: .relaxed),
            rowsRejected: rowsRejected.load(ordering: .relaxed),
            readersFinished: readersFinished.load(ordering: .relaxed),
            commitCount: commitCount.load(ordering: .relaxed),
            totals: session?.totals ?? SourceTotals())
    }

    /// Whether the run has begun to read: the sink and the source are open.
    public var hasBegun: Bool { session.withLock { $0 != nil } }

    func observe(_ source: any SourceSession) {
        session.withLock { $0 = source }
    }

    func read(_ batch: borrowing Batch) {
        batchesRead.wrappingAdd(1, ordering: .relaxed)
        rowsRead.wrappingAdd(batch.rowCount, ordering: .relaxed)
        bytesRead.wrappingAdd(batch.byteCount, ordering: .relaxed)
    }

    func wrote(rowCount: Int, rejectCount: Int) {
        rowsWritten.wrappingAdd(rowCount - rejectCount, ordering: .relaxed)
        rejected(rejectCount)
    }

    func rejected(_ count: Int) {
        if count > 0 { rowsRejected.wrappingAdd(count, ordering: .relaxed) }
    }
}
