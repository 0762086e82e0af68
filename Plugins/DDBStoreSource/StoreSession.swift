import DDBAttributes
import DDBPipeline
import DDBStore
import Synchronization

/// One run over a table: hands out its parts, one reader each.
final class StoreSession: SourceSession {
    private struct Job {
        let part: StoredPart
        let partition: Partition
        let firstRow: Int
    }

    private let table: StoredTable
    private let jobs: [Job]
    private let nextJob = Atomic(0)
    private let consumed = Atomic(0)

    init(table: StoredTable, positions: PositionMap) throws(PipelineError) {
        self.table = table
        var jobs: [Job] = []
        for part in table.parts {
            let partition = try Partition(part.name)
            let saved = positions[partition]
            if saved?.isFinished == true { continue }
            guard let row = Int(saved?.position.text ?? "0"), row >= 0 else {
                throw PipelineError(
                    .sourceFailed,
                    "The saved position of \(part.name) is no row number; start anew.",
                    disposition: .reconfigure)
            }
            jobs.append(Job(part: part, partition: partition, firstRow: row))
        }
        self.jobs = jobs
    }

    var totals: SourceTotals {
        SourceTotals(
            partitionCount: jobs.count, rowCount: table.rowCount,
            byteCount: jobs.reduce(0) { $0 + $1.part.byteCount })
    }

    var bytesConsumed: Int { consumed.load(ordering: .relaxed) }

    func nextReader() async throws -> (any SourceReader)? {
        let index = nextJob.add(1, ordering: .relaxed).oldValue
        guard index < jobs.count else { return nil }
        let job = jobs[index]
        let items = try await table.items(of: job.part, from: job.firstRow)
        return StoreReader(
            items, partition: job.partition, byteCount: job.part.byteCount, session: self)
    }

    func consume(_ byteCount: Int) { consumed.add(byteCount, ordering: .relaxed) }
}

/// Reads one part.
private final class StoreReader: SourceReader {
    private var items: PartItems
    private let own: Partition
    private var isFinished = false
    private let byteCount: Int
    private let session: StoreSession

    var partition: Partition? { own }

    init(
        _ items: consuming PartItems, partition: Partition, byteCount: Int, session: StoreSession
    ) {
        self.items = items
        own = partition
        self.byteCount = byteCount
        self.session = session
    }

    func next() async throws -> SourceStep {
        guard !isFinished else { return .end }
        let batch = try items.nextBatch()
        isFinished = batch == nil
        if isFinished { session.consume(byteCount) }
        return .batch(
            Batch(
                items: batch ?? .empty,
                progress: [
                    PartitionProgress(
                        own, try Position("\(items.nextRow)"), isFinished: isFinished)
                ]))
    }
}
