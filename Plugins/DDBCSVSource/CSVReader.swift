import DDBAttributes
import DDBBase
import DDBFiles
import DDBPipeline

/// Reads one file.
final class CSVReader: SourceReader {
    private struct RowEnd {
        var offset: Int
        var line: Int
    }

    private let file: CSVFile
    private let settings: CSVSettings
    private let now: Instant
    private let session: CSVSession
    private var records: CSVRecords
    private var batcher: RowBatcher
    /// What to write for each record; nil until the file has been begun.
    private var rows: CSVRows?
    /// The checksum of the first record.
    private var checksum: UInt32 = 0
    /// Where each row that the batcher holds ends.
    private var rowEnds: [RowEnd] = []
    private var batches: [Batch] = []
    private var reportedByteCount = 0
    private var isFinished = false

    init(
        _ file: CSVFile, input: InputBytes, settings: CSVSettings, now: Instant,
        session: CSVSession
    ) {
        self.file = file
        self.settings = settings
        self.now = now
        self.session = session
        records = CSVRecords(input: input, path: file.partition.id, settings: settings)
        batcher = RowBatcher(table: settings.table, limits: settings.limits)
    }

    var partition: Partition? { file.partition }

    func next() async throws -> SourceStep {
        while true {
            try Task.checkCancellation()
            if !batches.isEmpty { return .batch(batches.removeFirst()) }
            if isFinished { return .end }
            guard try begin() else { return .idle }
            guard try gather() else { return .idle }
        }
    }

    /// Reads the header, and passes over what an earlier run has read.
    ///
    /// - Returns: Whether there is something to go on with now.
    private func begin() throws -> Bool {
        guard rows == nil else { return true }
        switch try records.next() {
        case .idle: return false
        case .end:
            guard settings.header == .none, file.position == nil else {
                throw failure("The file has no header; it is empty.", .corrupt)
            }
            rows = try CSVRows(names: settings.columns, settings, now)
        case .fault(let fault, let line):
            throw failure("line \(line): \(fault.reason).", .corrupt)
        case .record:
            let bytes = Array(records.bytes[records.recordRange])
            checksum = CRC32.checksum(bytes.span.bytes)
            try beginRows()
        }
        return true
    }

    /// Makes the rows of the header, or of the options, and begins with the first one that is due.
    private func beginRows() throws {
        let hasHeader = settings.header != .none
        do throws(ColumnMapError) {
            let names = hasHeader ? try header() : settings.columns
            rows = try CSVRows(names: names, settings, now)
        } catch {
            throw failure(error.message, .reconfigure)
        }
        if let position = file.position, position.offset > 0 {
            guard position.checksum == checksum,
                try records.skip(to: position.offset, line: position.line)
            else {
                throw failure(
                    "The file is not the one that an earlier run has read a part of.", .corrupt)
            }
        } else if !hasHeader {
            try addRecord()
        }
    }

    private func header() throws(ColumnMapError) -> [String] {
        var names: [String] = []
        for (index, field) in records.fields.enumerated() {
            var name: [UInt8] = []
            CSVRows.append(field, of: records.bytes, settings.quote, to: &name)
            guard let name = String(validating: name, as: UTF8.self) else {
                throw ColumnMapError(
                    "The header is not UTF-8, in cell \(index + 1); convert the file.")
            }
            names.append(name)
        }
        return names
    }

    /// Reads records until there is a batch.
    ///
    /// - Returns: Whether there is one, or the file has ended.
    private func gather() throws -> Bool {
        var isIdle = false
        gathering: while !batcher.isFull {
            switch try records.next() {
            case .record: try addRecord()
            case .fault(let fault, let line):
                try note(RowBatcher.BadRow(line: line, reason: fault.reason))
            case .idle:
                isIdle = true
                break gathering
            case .end:
                isFinished = true
                break gathering
            }
        }
        session.consumed(byteCount: records.fileByteCount - reportedByteCount)
        reportedByteCount = records.fileByteCount
        guard batcher.rowCount > 0 || isFinished else { return !isIdle }
        try makeBatches()
        return true
    }

    private func addRecord() throws {
        guard let rows else { preconditionFailure("the header is read first") }
        do throws(RowBatcher.BadRow) {
            try rows.append(
                records.fields, of: records.bytes, line: records.recordLine, to: &batcher)
            rowEnds.append(RowEnd(offset: records.offset, line: records.line))
        } catch {
            try note(error)
        }
    }

    /// Makes batches of the rows, each with the position behind its last row.
    private func makeBatches() throws {
        let (pieces, bad) = batcher.take()
        for row in bad { try note(row) }
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            let end = isLast ? nil : rowEnds[piece.rowCount - 1]
            batches.append(
                Batch(
                    items: piece.items,
                    progress: [try progress(end, isFinished: isLast && isFinished)]))
        }
        if pieces.isEmpty {
            batches.append(Batch(progress: [try progress(nil, isFinished: isFinished)]))
        }
        rowEnds.removeAll(keepingCapacity: true)
    }

    /// The progress up to a row's end, or up to everything that has been read.
    private func progress(_ end: RowEnd?, isFinished: Bool) throws -> PartitionProgress {
        let position = CSVPosition(
            offset: end?.offset ?? records.offset, line: end?.line ?? records.line,
            checksum: checksum)
        return PartitionProgress(
            file.partition, try Position(position.text), isFinished: isFinished)
    }

    private func note(_ row: RowBatcher.BadRow) throws {
        guard settings.onError == .skip else {
            throw failure("line \(row.line): \(row.reason).", .corrupt)
        }
        try session.skip(row, of: file.partition)
    }

    private func failure(
        _ message: String, _ disposition: PipelineError.Disposition
    ) -> PipelineError {
        PipelineError(
            .sourceFailed, message, partition: file.partition, disposition: disposition)
    }
}
