import DDBBase
import DDBFiles
import DDBPipeline
import Synchronization

/// A run over the files of a ``CSVSource``; one reader a file.
final class CSVSession: SourceSession {
    private let files: Mutex<[CSVFile]>
    private let settings: CSVSettings
    /// From when spans of the map count.
    private let now: Instant
    private let consumedByteCount = Atomic(0)
    private let skipped: SkippedRows
    let totals: SourceTotals

    init(
        files: [CSVFile], settings: CSVSettings, context: ComponentContext
    ) throws(PipelineError) {
        self.files = Mutex(files.reversed())
        self.settings = settings
        now = context.time.now
        skipped = try SkippedRows(
            logger: context.logger, path: settings.skippedPath, component: CSVSource.spec.title)
        let sizes = files.compactMap(\.byteCount)
        totals = SourceTotals(
            partitionCount: files.count,
            byteCount: sizes.count == files.count ? sizes.reduce(0, +) : nil)
    }

    var bytesConsumed: Int { consumedByteCount.load(ordering: .relaxed) }

    var rowsSkipped: Int { skipped.count }

    func nextReader() async throws -> (any SourceReader)? {
        let file = files.withLock { $0.popLast() }
        guard let file else { return nil }
        return CSVReader(
            file, input: try InputBytes(path: file.partition.id), settings: settings, now: now,
            session: self)
    }

    func consumed(byteCount: Int) {
        consumedByteCount.wrappingAdd(byteCount, ordering: .relaxed)
    }

    func skip(_ row: RowBatcher.BadRow, of partition: Partition) throws(PipelineError) {
        try skipped.add(row, of: partition)
    }

    func delivered(_ progress: [PartitionProgress]) async throws { try skipped.sync() }
}
