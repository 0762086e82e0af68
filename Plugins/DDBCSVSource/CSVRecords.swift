import DDBAttributes
import DDBFiles
import DDBPipeline

/// Reads a file record by record, in memory that one record bounds.
struct CSVRecords {
    enum Step {
        /// A record, in ``CSVRecords/bytes`` and ``CSVRecords/fields``.
        case record
        /// A record that is none; reading goes on at the next line.
        case fault(CSVParser.Fault, line: Int)
        /// Nothing for now.
        case idle
        /// The file has ended.
        case end
    }

    private let input: InputBytes
    private let path: String
    private let recordByteCountMax: Int
    private var parser: CSVParser
    private(set) var bytes: [UInt8]
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    /// Whether what is left of a line belongs to a record that is none.
    private var isDiscarding = false
    /// The range of the last record in the bytes, with its line break.
    private(set) var recordRange = 0..<0
    /// The 1-based line that the last record begins on.
    private(set) var recordLine = 0
    /// Where the next record begins: its offset in the decompressed file, and its line.
    private(set) var offset = 0
    private(set) var line = 1

    init(
        input: InputBytes, path: String, settings: CSVSettings
    ) {
        self.input = input
        self.path = path
        recordByteCountMax = settings.limits.recordBytesMax
        parser = CSVParser(delimiter: settings.delimiter, quote: settings.quote)
        bytes = [UInt8](repeating: 0, count: max(settings.limits.batchBytes, 1024))
    }

    var fields: [CSVParser.Field] { parser.fields }

    /// How many bytes of the file itself have been read.
    var fileByteCount: Int { input.fileByteCount }

    /// Reads the next record that is not an empty line; what the last one pointed to is gone then.
    mutating func next() throws -> Step {
        while true {
            if isDiscarding {
                discard()
            } else if start < end || isAtEnd {
                if let step = try parse() { return step }
            }
            if isAtEnd, start == end { return .end }
            guard try fill() else { return .idle }
        }
    }

    /// Goes on at a record's beginning that lies ahead.
    ///
    /// - Returns: Whether the file reaches so far.
    mutating func skip(to target: Int, line: Int) throws -> Bool {
        guard target >= offset else { return false }
        let ahead = target - offset
        self.line = line
        if ahead <= end - start {
            start += ahead
        } else {
            guard try input.skip(to: target) else { return false }
            start = 0
            end = 0
        }
        offset = target
        return true
    }

    /// Reads a record of the bytes at hand; nil where more are needed.
    private mutating func parse() throws -> Step? {
        skipByteOrderMark()
        while start < end {
            switch parser.next(bytes, start..<end, isAtEnd: isAtEnd) {
            case .record(let next):
                recordRange = start..<next
                recordLine = line
                offset += next - start
                line += parser.lineBreakCount
                start = next
                if !isLineBreak(recordRange) { return .record }
            case .fault(let fault, let place):
                recordLine = line
                // What follows an open quote may be good: the next line tells.
                advance(to: fault == .openQuote ? start : place)
                discard()
                return .fault(fault, line: recordLine)
            case .needsMore:
                guard end - start <= recordByteCountMax else { throw tooLong() }
                return nil
            }
        }
        return nil
    }

    private func tooLong() -> PipelineError {
        PipelineError(
            .sourceFailed,
            "\(path): line \(line): the record has more than \(recordByteCountMax) bytes;"
                + " raise record-bytes-max, or look for a quote that is not closed.",
            disposition: .reconfigure)
    }

    /// Whether a record is nothing but a line break.
    private func isLineBreak(_ range: Range<Int>) -> Bool {
        range.count <= 2 && bytes[range].allSatisfy { $0 == 0x0A || $0 == 0x0D }
    }

    private mutating func skipByteOrderMark() {
        guard offset == 0, end - start >= 3, bytes[start] == 0xEF, bytes[start + 1] == 0xBB,
            bytes[start + 2] == 0xBF
        else { return }
        start += 3
        offset += 3
    }

    private mutating func discard() {
        let feed = bytes[start..<end].firstIndex(of: 0x0A)
        advance(to: feed.map { $0 + 1 } ?? end)
        isDiscarding = feed == nil && !isAtEnd
    }

    private mutating func advance(to next: Int) {
        line += bytes[start..<next].count { $0 == 0x0A }
        offset += next - start
        start = next
    }

    /// Reads on; false where a pipe has given nothing.
    private mutating func fill() throws -> Bool {
        if start > 0 {
            bytes.withUnsafeMutableBytes { bytes in
                bytes.copyBytes(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
            end -= start
            start = 0
        }
        if end == bytes.count {
            let growth = min(bytes.count, recordByteCountMax + 4)
            bytes.append(contentsOf: repeatElement(0, count: growth))
        }
        let count = try bytes.withUnsafeMutableBytes { bytes in
            try input.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[end...]))
        }
        guard let count else { return false }
        isAtEnd = count == 0
        end += count
        return true
    }
}
