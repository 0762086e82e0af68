import DDBAttributes
import DDBDynamoDB
import DDBPipeline
import Synchronization

/// One run of a scan: its segments, dealt out to workers.
final class ScanSession: SourceSession {
    let totals: SourceTotals
    private let plan: SegmentPlan
    private let pages: ScanPages
    private let bytes = Atomic(0)
    /// The segments of workers that nobody has yet.
    private let waiting: Mutex<[[SegmentPlan.Segment]]>

    init(_ plan: SegmentPlan, pages: ScanPages, workerCount: Int, table: TableDescription) {
        self.plan = plan
        self.pages = pages
        var totals = SourceTotals(partitionCount: plan.segmentCount)
        totals.rowCount = table.itemCount
        totals.byteCount = table.tableSizeBytes
        self.totals = totals
        let count = min(workerCount, plan.segments.count)
        var shares = [[SegmentPlan.Segment]](repeating: [], count: count)
        for (index, segment) in plan.segments.enumerated() {
            shares[index % count].append(segment)
        }
        waiting = Mutex(shares)
    }

    var bytesConsumed: Int { bytes.load(ordering: .relaxed) }

    func nextReader() async throws -> (any SourceReader)? {
        let share = waiting.withLock { $0.popLast() }
        return share.map { SegmentReader($0, of: plan.segmentCount, pages: pages, session: self) }
    }

    func read(_ byteCount: Int) { bytes.add(byteCount, ordering: .relaxed) }
}

/// A worker: reads its segments a page each, in turns.
final class SegmentReader: SourceReader {
    private let segmentCount: Int
    private let pages: ScanPages
    private let session: ScanSession
    /// The next is read first; one that has more goes to the end.
    private var segments: [SegmentPlan.Segment]
    /// The index of the next; those before it are done with.
    private var first = 0

    init(
        _ segments: [SegmentPlan.Segment], of segmentCount: Int, pages: ScanPages,
        session: ScanSession
    ) {
        self.segments = segments
        self.segmentCount = segmentCount
        self.pages = pages
        self.session = session
    }

    var partition: Partition? { first < segments.count ? segments[first].partition : nil }

    func next() async throws -> SourceStep {
        guard first < segments.count else { return .end }
        var segment = segments[first]
        let page = try await pages.page(of: segment, among: segmentCount)
        first += 1
        if first > segments.count / 2 {
            segments.removeSubrange(..<first)
            first = 0
        }
        session.read(page.items.byteCount)
        guard let key = page.lastEvaluatedKey else {
            let end = PartitionProgress(
                segment.partition, try Position("end"), isFinished: true)
            return .batch(Batch(items: page.items, progress: [end]))
        }
        let position = try Position(String(decoding: key.wire, as: UTF8.self))
        segment.start = key
        segments.append(segment)
        return .batch(
            Batch(
                items: page.items, progress: [PartitionProgress(segment.partition, position)]))
    }
}
