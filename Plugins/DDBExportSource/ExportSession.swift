import DDBAttributes
import DDBExport
import DDBPipeline
import Synchronization

/// One run over an export: hands out its files, one reader each.
final class ExportSession: SourceSession {
    private struct Job {
        let file: ExportFile
        let partition: Partition
        let position: FilePosition
    }

    private let export: Export
    private let jobs: [Job]
    private let nextJob = Atomic(0)
    private let consumed = Atomic(0)

    init(export: Export, positions: PositionMap) throws(PipelineError) {
        self.export = export
        var jobs: [Job] = []
        for file in export.files {
            let partition = try Partition(file.key)
            guard let saved = positions[partition] else {
                jobs.append(Job(file: file, partition: partition, position: .start))
                continue
            }
            let position = try FilePosition(saved.position, of: file)
            if saved.isFinished { continue }
            jobs.append(Job(file: file, partition: partition, position: position))
        }
        // The largest first, so that lanes end at about the same time.
        self.jobs = jobs.sorted { $0.file.byteCount > $1.file.byteCount }
    }

    var totals: SourceTotals {
        SourceTotals(
            partitionCount: jobs.count, rowCount: Int(clamping: export.summary.itemCount),
            byteCount: jobs.reduce(0) { $0 + $1.file.byteCount })
    }

    var bytesConsumed: Int { consumed.load(ordering: .relaxed) }

    func nextReader() async throws -> (any SourceReader)? {
        let index = nextJob.add(1, ordering: .relaxed).oldValue
        guard index < jobs.count else { return nil }
        let job = jobs[index]
        let reader = try await export.makeReader(
            of: job.file, startingAt: job.position.line, after: job.position.prefix)
        return ExportReader(reader, partition: job.partition, session: self)
    }

    func consume(_ byteCount: Int) { consumed.add(byteCount, ordering: .relaxed) }
}

/// Reads one data file.
private final class ExportReader: SourceReader {
    private var reader: ExportFileReader
    private let file: ExportFile
    private let own: Partition
    private let session: ExportSession
    /// How many of the file's bytes the session has been told of.
    private var reported = 0
    private var isFinished = false

    var partition: Partition? { own }

    init(_ reader: consuming ExportFileReader, partition: Partition, session: ExportSession) {
        file = reader.file
        self.reader = reader
        own = partition
        self.session = session
    }

    func next() async throws -> SourceStep {
        guard !isFinished else { return .end }
        let batch = try reader.nextBatch()
        isFinished = batch == nil
        report()
        let position = try FilePosition(
            line: reader.lineCount + 1, prefix: reader.readPrefix
        ).position(of: file)
        return .batch(
            Batch(
                items: batch ?? .empty,
                progress: [PartitionProgress(own, position, isFinished: isFinished)]))
    }

    /// Tells how far the file has been read, by the share of its items.
    private func report() {
        let share = Double(reader.itemCount) / Double(max(1, file.itemCount))
        let consumed = isFinished ? file.byteCount : Int(Double(file.byteCount) * min(1, share))
        session.consume(consumed - reported)
        reported = consumed
    }
}
