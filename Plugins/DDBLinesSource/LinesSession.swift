import DDBFiles
import DDBPipeline
import Logging
import Synchronization

/// A run over the files of a ``LinesSource``; one reader a file.
final class LinesSession: SourceSession {
    private let files: Mutex<[LinesFile]>
    private let settings: LinesSourceSettings
    private let consumedByteCount = Atomic(0)
    private let skippedLines: SkippedRows
    let mapping: JSONMapping
    let totals: SourceTotals

    init(
        files: [LinesFile], settings: LinesSourceSettings, mapping: JSONMapping, logger: Logger
    ) throws(PipelineError) {
        self.mapping = mapping
        self.files = Mutex(files.reversed())
        self.settings = settings
        skippedLines = try SkippedRows(
            logger: logger, path: settings.skippedPath, component: LinesSource.spec.title)
        let sizes = files.compactMap(\.byteCount)
        totals = SourceTotals(
            partitionCount: files.count,
            byteCount: sizes.count == files.count ? sizes.reduce(0, +) : nil)
    }

    var bytesConsumed: Int { consumedByteCount.load(ordering: .relaxed) }

    var rowsSkipped: Int { skippedLines.count }

    func nextReader() async throws -> (any SourceReader)? {
        let file = files.withLock { $0.popLast() }
        guard let file else { return nil }
        let input = try InputBytes(path: file.partition.id)
        return LinesReader(file, input: input, settings: settings, session: self)
    }

    func consumed(byteCount: Int) {
        consumedByteCount.wrappingAdd(byteCount, ordering: .relaxed)
    }

    func skipped(
        _ line: LineBatches.BadLine, of partition: Partition
    ) throws(PipelineError) {
        try skippedLines.add(line, of: partition)
    }

    func delivered(_ progress: [PartitionProgress]) async throws { try skippedLines.sync() }
}
