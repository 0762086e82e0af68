public import DDBAttributes
import DDBStorage

/// Reads the items of one data file in batches, and checks the file on the way.
///
/// A line of a file of Ion is one of its records, whatever lines the text has.
///
/// It blocks the calling thread, so it belongs on a `ThreadPool`. At the end the file's gzip
/// trailer, its MD5 and its count of items must be those of the manifest; a caller that needs all
/// of it to be right must not use any of it before ``nextBatch()`` returned nil.
public struct ExportFileReader: ~Copyable {
    /// The file.
    public let file: ExportFile
    /// How many items the lines so far had, those before the first line wanted included.
    public private(set) var itemCount: Int64 = 0

    private let firstLine: Int
    private var text: DataFileText
    private let format: ManifestSummary.Format
    private var lines: LineDecoder
    private var isAtEnd = false
    private var isDone = false

    init(
        blob: any BlobReader, file: ExportFile, format: ManifestSummary.Format, table: String,
        firstLine: Int, settings: ExportSettings
    ) throws(ExportError) {
        self.file = file
        self.firstLine = firstLine
        self.format = format
        text = DataFileText(
            try DataFileInput(blob: blob, file: file, settings: settings), format: format,
            settings: settings)
        lines = LineDecoder(
            shape: .export, table: table, origin: .export, limits: settings.decodeLimits)
    }

    /// How many lines have been decoded; records, where the file is Ion.
    public var lineCount: Int { lines.lineCount }

    /// How many bytes of the compressed file have been read.
    public var readByteCount: Int { text.input.readByteCount }

    /// What of the compressed file has been read.
    public var readPrefix: FilePrefix { text.input.readPrefix }

    /// How many bytes the file has inflated to so far.
    public var inflatedByteCount: Int { text.input.inflatedByteCount }

    /// Returns the next items, or nil after the last, when everything has been checked.
    ///
    /// - Throws: ``ExportError`` with the file and line.
    public mutating func nextBatch() throws(ExportError) -> ItemBatch? {
        while !isDone {
            try fill()
            guard var batch = try decode() else {
                if isAtEnd { try finish() }
                continue
            }
            itemCount += Int64(batch.records.count)
            if let first = batch.records.first, first.line < firstLine {
                batch.records.removeAll { $0.line < firstLine }
            }
            if !batch.records.isEmpty { return batch }
        }
        return nil
    }

    /// Inflates until the decoder's memory is full or the file ends.
    private mutating func fill() throws(ExportError) {
        while !isAtEnd {
            let line = lines.lineCount
            let count = unsafe try lines.fill { region throws(ExportError) in
                unsafe try text.read(into: region, afterLine: line)
            }
            if count == 0 { isAtEnd = true }
            if lines.freeByteCount == 0 { return }
        }
    }

    private mutating func decode() throws(ExportError) -> ItemBatch? {
        do {
            return try lines.nextBatch(isLast: isAtEnd)
        } catch {
            throw try damagedLine(error, isWritten: true)
        }
    }

    private mutating func finish() throws(ExportError) {
        isDone = true
        if let fault = text.fault { throw try damagedLine(fault, isWritten: false) }
        guard try text.matchesChecksum() else {
            throw ExportError(
                .checksum,
                "The file is not the one that the manifest was made for (MD5 differs); "
                    + "copy it again.", file: file.path)
        }
        guard itemCount == file.itemCount else {
            throw ExportError(
                .itemCount,
                "The file has \(itemCount) items, and \(file.itemCount) by the manifest.",
                file: file.path)
        }
    }

    /// Says whether the line was so when AWS wrote it, or the file was damaged since.
    ///
    /// - Parameter isWritten: Whether the error lies in the line of DynamoDB JSON.
    private mutating func damagedLine(
        _ error: AttributeError, isWritten: Bool
    ) throws(ExportError) -> ExportError {
        isDone = true
        let remedy =
            file.md5 == nil
            ? "the manifest has no MD5 to tell whether the file was damaged"
            : try text.matchesChecksum()
                ? "the file is as AWS wrote it (MD5 matches)"
                : "the file was damaged since AWS wrote it (MD5 differs), so copy it again"
        let text = isWritten && format == .ion ? " of the record as DynamoDB JSON" : ""
        return ExportError(
            error.disposition == .corrupt ? .damagedLine : .tooLarge,
            "\(error.reason)\(text) (\(remedy)).", file: file.path, line: error.line, cause: error)
    }
}
