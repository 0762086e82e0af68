import DDBAttributes
import DDBFiles
import DDBParquet
import DDBPipeline

/// Reads one row group of a file.
///
/// Where the file has a page index the row group is read some rows at a time, else at once.
final class RowGroupReader: SourceReader {
    /// How many rows are read at a time where pages can be found.
    private static let windowRowCount = 64 << 10

    private let file: ParquetFile
    private let slice: ReadSlice
    private let own: Partition
    private let finished: () -> Void
    private var batcher: RowBatcher
    private var rows: RowWriter?
    /// The rows of the group that the writer has, or had.
    private var window: Range<Int>
    /// The first row that no batch has yet.
    private var nextRow: Int
    private var batches: [Batch] = []
    private var isFinished = false

    init(
        _ file: ParquetFile, slice: ReadSlice, from firstRow: Int, partition: Partition,
        finished: @escaping () -> Void
    ) {
        self.file = file
        self.slice = slice
        own = partition
        self.finished = finished
        nextRow = firstRow
        window = firstRow..<firstRow
        batcher = RowBatcher(table: file.settings.table, limits: file.settings.limits)
    }

    var partition: Partition? { own }

    func next() async throws -> SourceStep {
        while batches.isEmpty {
            guard !isFinished else { return .end }
            try Task.checkCancellation()
            try gather()
        }
        return .batch(batches.removeFirst())
    }

    /// Writes rows until there is a batch.
    private func gather() throws {
        if rows?.hasRows != true { try readOn() }
        while !batcher.isFull, rows?.hasRows == true {
            let number = slice.firstRow + window.lowerBound + (rows?.row ?? 0) + 1
            do throws(RowWriter.Failure) {
                try rows?.appendRow(to: &batcher.wire)
            } catch {
                throw failure(
                    "row \(slice.firstRow + window.lowerBound + error.row + 1)", error.reason)
            }
            batcher.endRow(line: number)
        }
        let isDone = rows?.hasRows != true && window.upperBound == slice.rowCount
        guard batcher.isFull || isDone else { return }
        try makeBatches(isDone: isDone)
    }

    /// Reads the next rows.
    private func readOn() throws {
        let start = window.upperBound
        guard start < slice.rowCount else { return }
        let isWhole = !file.hasPageIndex(slice)
        let end = isWhole ? slice.rowCount : min(slice.rowCount, start + Self.windowRowCount)
        rows = nil
        let columns = try file.read(slice.limited(to: start..<end))
        window = start..<end
        rows = RowWriter(file.plan, columns: columns, rowCount: end - start)
    }

    private func makeBatches(isDone: Bool) throws {
        let rowCount = batcher.rowCount
        let (pieces, bad) = batcher.take()
        if let row = bad.first { throw failure("row \(row.line)", row.reason) }
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            let row = nextRow + piece.rowCount
            batches.append(
                Batch(
                    items: piece.items,
                    progress: [try progress(row, isFinished: isLast && isDone)]))
        }
        nextRow += rowCount
        if pieces.isEmpty {
            batches.append(Batch(progress: [try progress(nextRow, isFinished: isDone)]))
        }
        isFinished = isDone
        if isDone { finished() }
    }

    private func progress(_ row: Int, isFinished: Bool) throws -> PartitionProgress {
        let position = RowGroupPosition(
            row: row, rowCount: slice.rowCount, byteCount: file.byteCount)
        return PartitionProgress(own, try position.position(), isFinished: isFinished)
    }

    private func failure(_ place: String, _ reason: String) -> PipelineError {
        PipelineError(
            .sourceFailed, "\(place): \(reason).", partition: own, disposition: .corrupt)
    }
}

extension ParquetFile {
    /// Whether rows in the middle of a row group can be read without the rest of it.
    func hasPageIndex(_ slice: ReadSlice) -> Bool {
        let columns = reader.rowGroups[slice.rowGroup].columns
        return slice.leaves.allSatisfy { columns[$0].hasPageIndex }
    }
}
