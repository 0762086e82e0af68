import DDBAttributes
import DDBFiles
import DDBPipeline

/// Turns chunks of whole lines into batches, with the number of lines that each reaches.
struct LineBatches: ~Copyable {
    /// A batch and the number of the file's lines up to its end.
    struct Piece {
        let items: ItemBatch
        let lineCount: Int
    }

    /// A line that is no item, and why; it holds no values.
    typealias BadLine = RowBatcher.BadRow

    private let settings: LinesSourceSettings
    private let mapping: JSONMapping
    private var shape: LineShape
    private var decoder: LineDecoder
    /// The lines before those that the decoder has counted.
    private var base: Int

    /// The batches that are ready, in order.
    private(set) var pieces: [Piece] = []
    /// The lines that were skipped since they were last taken.
    private(set) var badLines: [BadLine] = []

    init(settings: LinesSourceSettings, mapping: JSONMapping, startingAt lineCount: Int) {
        self.settings = settings
        self.mapping = mapping
        shape = settings.shape.lineShape ?? .item
        base = lineCount
        decoder = Self.makeDecoder(settings, shape)
    }

    /// The number of the file's lines that have been taken.
    var lineCount: Int { base + decoder.lineCount }

    /// Looks at a file's first lines where the options do not say what they are.
    ///
    /// No line is two of them: what `Item` holds in an export's line is no attribute value, nor is
    /// the text that `operation` is in a change.
    mutating func detectShape(_ bytes: [UInt8], _ range: Range<Int>) {
        guard settings.shape.lineShape == nil, settings.format == .dynamoDBJSON else { return }
        var start = range.lowerBound
        for _ in 0..<Self.detectedLineCountMax where start < range.upperBound {
            let end = Self.endOfLine(bytes, start..<range.upperBound)
            for candidate in [LineShape.export, .item, .change]
            where decodes(bytes, start..<end, as: candidate) {
                shape = candidate
                decoder = Self.makeDecoder(settings, shape)
                return
            }
            start = end + 1
        }
    }

    /// The most lines that are looked at; blank and bad ones say nothing.
    private static let detectedLineCountMax = 10

    private func decodes(_ bytes: [UInt8], _ range: Range<Int>, as shape: LineShape) -> Bool {
        var decoder = Self.makeDecoder(settings, shape)
        var rest = bytes.span.bytes.extracting(range)
        do throws(AttributeError) {
            while rest.byteCount > 0 {
                rest = rest.extracting(droppingFirst: decoder.append(rest))
            }
            return try decoder.nextBatch(isLast: true) != nil
        } catch {
            return false
        }
    }

    /// Decodes whole lines.
    ///
    /// - Throws: ``BadLine`` where bad lines are not skipped.
    mutating func add(_ bytes: [UInt8], _ range: Range<Int>) throws(BadLine) {
        switch settings.format {
        case .dynamoDBJSON: try decode(bytes, range)
        case .plainJSON: try build(bytes, range)
        }
    }

    /// Counts a line that is not decoded because it is too long.
    mutating func skipLongLine() throws(BadLine) {
        restart(at: lineCount + 1)
        try note(
            BadLine(
                line: lineCount,
                reason: "the line has more than \(settings.limits.recordBytesMax) bytes"))
    }

    mutating func takePieces() -> [Piece] {
        defer { pieces = [] }
        return pieces
    }

    mutating func takeBadLines() -> [BadLine] {
        defer { badLines = [] }
        return badLines
    }

    /// Feeds the decoder; after a bad line a new one goes on behind it.
    private mutating func decode(_ bytes: [UInt8], _ range: Range<Int>) throws(BadLine) {
        var start = range.lowerBound
        var startLine = lineCount
        while start < range.upperBound {
            do throws(AttributeError) {
                try feed(bytes, start..<range.upperBound)
                return
            } catch {
                let badNumber = base + error.line
                let good = pieces.last.map { max($0.lineCount, startLine) } ?? startLine
                let goodStart = Self.skip(good - startLine, bytes, start..<range.upperBound)
                let badStart = Self.skip(
                    badNumber - 1 - good, bytes, goodStart..<range.upperBound)
                restart(at: good)
                guard badStart < range.upperBound else {
                    throw BadLine(line: badNumber, reason: error.reason)
                }
                try note(BadLine(line: badNumber, reason: error.reason))
                try decode(bytes, goodStart..<badStart)
                restart(at: badNumber)
                start = Self.skip(1, bytes, badStart..<range.upperBound)
                startLine = badNumber
            }
        }
    }

    private mutating func feed(_ bytes: [UInt8], _ range: Range<Int>) throws(AttributeError) {
        var rest = bytes.span.bytes.extracting(range)
        while rest.byteCount > 0 {
            let count = decoder.append(rest)
            rest = rest.extracting(droppingFirst: count)
            if rest.byteCount > 0, decoder.freeByteCount == 0 { try takeBatch(isLast: false) }
        }
        try takeBatch(isLast: true)
    }

    private mutating func takeBatch(isLast: Bool) throws(AttributeError) {
        guard var items = try decoder.nextBatch(isLast: isLast) else { return }
        if base > 0 {
            for index in items.records.indices { items.records[index].line += base }
        }
        pieces.append(Piece(items: items, lineCount: lineCount))
    }

    /// Builds items of plain JSON objects; a bad line leaves nothing behind in the builder.
    private mutating func build(_ bytes: [UInt8], _ range: Range<Int>) throws(BadLine) {
        var builder = ItemBatchBuilder(limits: settings.limits)
        var start = range.lowerBound
        while start < range.upperBound {
            let end = Self.endOfLine(bytes, start..<range.upperBound)
            base += 1
            if !bytes[start..<end].allSatisfy(Self.isBlank) {
                var record = ItemRecord(origin: .file)
                record.line = base
                do throws(JSONMapping.Failure) {
                    let line = bytes.span.bytes.extracting(start..<end)
                    record.newImage = try image(of: line, &builder)
                    record.table = builder.table(settings.table)
                    builder.append(record)
                } catch {
                    try note(BadLine(line: base, reason: error.reason))
                }
            }
            start = end + 1
            if builder.recordCount > 0,
                start >= range.upperBound || builder.byteCount >= settings.limits.batchBytes
            {
                pieces.append(Piece(items: builder.finish(), lineCount: base))
            }
        }
    }

    /// Lays down the item that a line stands for.
    private func image(
        of line: RawSpan, _ builder: inout ItemBatchBuilder
    ) throws(JSONMapping.Failure) -> Int {
        if !mapping.isPlain {
            var wire: [UInt8] = []
            try mapping.append(line, to: &wire)
            do throws(AttributeError) {
                return try builder.image(wire: wire.span.bytes)
            } catch {
                throw JSONMapping.Failure(error.withoutOffset)
            }
        }
        do throws(AttributeError) {
            return try builder.image(plainJSON: line)
        } catch {
            guard error.code == .syntax,
                let finite = try NonFiniteJSON.replaced(line, settings.mapping.rules.nonFinite)
            else { throw JSONMapping.Failure(error) }
            do throws(AttributeError) {
                return try builder.image(plainJSON: finite.span.bytes)
            } catch {
                throw JSONMapping.Failure(error.withoutOffset)
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }

    private mutating func note(_ line: BadLine) throws(BadLine) {
        guard settings.onError == .skip else { throw line }
        badLines.append(line)
    }

    private mutating func restart(at lineCount: Int) {
        base = lineCount
        decoder = Self.makeDecoder(settings, shape)
    }

    private static func makeDecoder(_ settings: LinesSourceSettings, _ shape: LineShape)
        -> LineDecoder
    {
        LineDecoder(shape: shape, table: settings.table, origin: .file, limits: settings.limits)
    }

    /// The offset of a line's line feed, or the end where it has none.
    static func endOfLine(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        bytes[range].firstIndex(of: 0x0A) ?? range.upperBound
    }

    /// The offset after some lines.
    private static func skip(_ lineCount: Int, _ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var start = range.lowerBound
        for _ in 0..<max(0, lineCount) {
            start = min(endOfLine(bytes, start..<range.upperBound) + 1, range.upperBound)
        }
        return start
    }
}
