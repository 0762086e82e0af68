import DDBPipeline
import Logging
import Synchronization

/// A run over the files of a ``LinesSource``; one reader a file.
final class LinesSession: SourceSession {
    private let files: Mutex<[LinesFile]>
    private let settings: LinesSourceSettings
    private let logger: Logger
    private let consumedByteCount = Atomic(0)
    private let skippedRowCount = Atomic(0)
    let totals: SourceTotals

    /// The most skipped lines of a session that are logged one by one.
    private static let loggedLineCountMax = 20

    init(files: [LinesFile], settings: LinesSourceSettings, logger: Logger) {
        self.files = Mutex(files.reversed())
        self.settings = settings
        self.logger = logger
        let sizes = files.compactMap(\.byteCount)
        totals = SourceTotals(
            partitionCount: files.count,
            byteCount: sizes.count == files.count ? sizes.reduce(0, +) : nil)
    }

    var bytesConsumed: Int { consumedByteCount.load(ordering: .relaxed) }

    var rowsSkipped: Int { skippedRowCount.load(ordering: .relaxed) }

    func nextReader() async throws -> (any SourceReader)? {
        let file = files.withLock { $0.popLast() }
        guard let file else { return nil }
        let input = try InputFile(path: file.partition.id)
        return LinesReader(file, input: input, settings: settings, session: self)
    }

    func consumed(byteCount: Int) {
        consumedByteCount.wrappingAdd(byteCount, ordering: .relaxed)
    }

    func skipped(_ line: LineBatches.BadLine, of partition: Partition) {
        let count = skippedRowCount.wrappingAdd(1, ordering: .relaxed).newValue
        guard count <= Self.loggedLineCountMax else { return }
        let isLast = count == Self.loggedLineCountMax
        logger.warning(
            isLast ? "line skipped; further ones are only counted" : "line skipped",
            metadata: [
                "file": "\(partition.id)", "line": "\(line.number)", "reason": "\(line.reason)",
            ])
    }
}
