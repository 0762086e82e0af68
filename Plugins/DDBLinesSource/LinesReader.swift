import DDBAttributes
import DDBFiles
import DDBPipeline

/// Reads one file.
final class LinesReader: SourceReader {
    private let file: LinesFile
    private let settings: LinesSourceSettings
    private let session: LinesSession
    private var chunks: LineChunks
    private var batches: LineBatches
    private var pieces: [LineBatches.Piece] = []
    /// The lines that are still to be passed over.
    private var unskippedCount: Int
    private var reportedByteCount = 0
    private var hasBegun = false
    private var isFinished = false

    init(
        _ file: LinesFile, input: InputBytes, settings: LinesSourceSettings, session: LinesSession
    ) {
        self.file = file
        self.settings = settings
        self.session = session
        unskippedCount = file.skippedCount
        batches = LineBatches(
            settings: settings, mapping: session.mapping, startingAt: file.skippedCount)
        chunks = LineChunks(
            input: input, chunkByteCount: settings.limits.batchBytes,
            lineByteCountMax: settings.limits.recordBytesMax)
    }

    var partition: Partition? { file.partition }

    func next() async throws -> SourceStep {
        while true {
            try Task.checkCancellation()
            if !pieces.isEmpty { return .batch(try batch(pieces.removeFirst())) }
            if isFinished { return .end }
            switch try chunks.next() {
            case .idle:
                return .idle
            case .end:
                return .batch(try finish())
            case .tooLong:
                if unskippedCount > 0 {
                    unskippedCount -= 1
                } else {
                    try skipLongLine()
                }
            case .lines(let range):
                report()
                if !hasBegun { batches.detectShape(chunks.bytes, range) }
                hasBegun = true
                let rest = passOver(range)
                if !rest.isEmpty { try add(rest) }
            }
        }
    }

    /// Tells how much of the file has been read.
    private func report() {
        session.consumed(byteCount: chunks.fileByteCount - reportedByteCount)
        reportedByteCount = chunks.fileByteCount
    }

    /// The batch of a piece; the last piece of a file says that nothing is left.
    private func batch(_ piece: LineBatches.Piece) throws -> Batch {
        let isLast = pieces.isEmpty && chunks.isFinished
        isFinished = isLast
        let progress = PartitionProgress(
            file.partition, try Position(String(piece.lineCount)), isFinished: isLast)
        return Batch(items: piece.items, progress: [progress])
    }

    /// The end of a file whose last lines gave no items.
    private func finish() throws -> Batch {
        guard unskippedCount == 0 else {
            throw PipelineError(
                .sourceFailed,
                "The file has fewer lines than an earlier run has read; it was changed.",
                partition: file.partition, disposition: .corrupt)
        }
        isFinished = true
        let position = try Position(String(batches.lineCount))
        return Batch(progress: [
            PartitionProgress(file.partition, position, isFinished: true)
        ])
    }

    private func add(_ range: Range<Int>) throws(PipelineError) {
        do throws(LineBatches.BadLine) {
            try batches.add(chunks.bytes, range)
        } catch {
            throw failure(error)
        }
        try takeResults()
    }

    private func skipLongLine() throws(PipelineError) {
        do throws(LineBatches.BadLine) {
            try batches.skipLongLine()
        } catch {
            throw failure(error)
        }
        try takeResults()
    }

    private func takeResults() throws(PipelineError) {
        pieces = batches.takePieces()
        for line in batches.takeBadLines() { try session.skipped(line, of: file.partition) }
    }

    private func failure(_ line: LineBatches.BadLine) -> PipelineError {
        PipelineError(
            .sourceFailed, "line \(line.line): \(line.reason).", partition: file.partition,
            disposition: .corrupt)
    }

    /// Leaves out the lines that an earlier run has read.
    private func passOver(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while unskippedCount > 0, start < range.upperBound {
            start = LineBatches.endOfLine(chunks.bytes, start..<range.upperBound) + 1
            unskippedCount -= 1
        }
        return min(start, range.upperBound)..<range.upperBound
    }
}
