public import DDBAttributes

/// Gathers rows that were written as DynamoDB JSON into batches, which checks them.
///
/// ```swift
/// var batcher = RowBatcher(table: "orders", limits: limits)
/// batcher.wire.append(contentsOf: #"{"id":{"S":"a"}}"#.utf8)
/// batcher.endRow(line: 1)
/// let (pieces, bad) = batcher.take()
/// ```
public struct RowBatcher: ~Copyable {
    /// A batch and what comes behind its last row.
    public struct Piece: Sendable {
        /// The items.
        public let items: ItemBatch
        /// How many of the rows that were gathered lie before its end.
        public let rowCount: Int
    }

    /// A row that is no item, and why; it holds no values.
    public struct BadRow: Error, Sendable, Hashable {
        /// The line, or the row's number, that was given with it.
        public let line: Int
        /// Why, without the full stop, with the attribute where one is at fault.
        public let reason: String

        /// Creates a bad row.
        public init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    private struct Row {
        var end: Int
        var line: Int
    }

    private let table: String
    private let limits: DecodeLimits
    private var decoder: LineDecoder
    private var rows: [Row] = []

    /// The rows so far, and the one that is being written behind them.
    public var wire: [UInt8] = []

    /// Creates a batcher.
    ///
    /// - Parameters:
    ///   - table: The table that the items belong to.
    ///   - limits: The largest record, and how many bytes a batch aims to hold.
    public init(table: String, limits: DecodeLimits) {
        self.table = table
        self.limits = limits
        decoder = Self.makeDecoder(table, limits)
        wire.reserveCapacity(limits.batchBytes + Self.slackByteCount)
    }

    /// Room for the row that goes beyond the aim.
    private static var slackByteCount: Int { 64 << 10 }

    private static func makeDecoder(_ table: String, _ limits: DecodeLimits) -> LineDecoder {
        var limits = limits
        limits.batchBytes += slackByteCount
        return LineDecoder(shape: .item, table: table, origin: .file, limits: limits)
    }

    /// Whether there is enough for a batch.
    public var isFull: Bool { wire.count >= limits.batchBytes }

    /// The number of rows that are gathered.
    public var rowCount: Int { rows.count }

    /// Ends the row that was written behind the others.
    ///
    /// - Parameter line: Its line in the file, or its number, for messages and for the record.
    public mutating func endRow(line: Int) {
        wire.append(UInt8(ascii: "\n"))
        rows.append(Row(end: wire.count, line: line))
    }

    /// Forgets what was written of a row that has not ended.
    public mutating func dropRow() {
        wire.removeSubrange((rows.last?.end ?? 0)...)
    }

    /// Checks the rows, gives them as batches and begins anew.
    ///
    /// - Returns: The batches in order, mostly one, and the rows that are no items, as those with
    ///   texts that are not UTF-8, numbers beyond the range, or too many levels.
    public mutating func take() -> (pieces: [Piece], bad: [BadRow]) {
        defer {
            wire.removeAll(keepingCapacity: true)
            rows.removeAll(keepingCapacity: true)
        }
        do throws(AttributeError) {
            return (try decode(), [])
        } catch {
            decoder = Self.makeDecoder(table, limits)
            return buildSlowly()
        }
    }

    private mutating func decode() throws(AttributeError) -> [Piece] {
        var pieces: [Piece] = []
        let base = decoder.lineCount
        let bytes = wire
        var offset = 0
        var done = 0
        while offset < bytes.count {
            let rest = unsafe bytes.span.bytes.extracting(droppingFirst: offset)
            offset += decoder.append(rest)
            let isLast = offset == bytes.count
            guard isLast || decoder.freeByteCount == 0 else { continue }
            guard var items = try decoder.nextBatch(isLast: isLast) else { continue }
            for index in items.records.indices {
                items.records[index].line = rows[items.records[index].line - 1 - base].line
            }
            done += items.records.count
            pieces.append(Piece(items: items, rowCount: done))
        }
        return pieces
    }

    /// Builds the items one by one, so that bad ones harm no others.
    private func buildSlowly() -> (pieces: [Piece], bad: [BadRow]) {
        var builder = ItemBatchBuilder(limits: limits)
        var bad: [BadRow] = []
        var start = 0
        for row in rows {
            do throws(AttributeError) {
                var record = ItemRecord(origin: .file)
                record.line = row.line
                let text = unsafe wire.span.bytes.extracting(start..<row.end - 1)
                record.newImage = try builder.image(wire: text)
                record.table = builder.table(table)
                builder.append(record)
            } catch {
                bad.append(BadRow(line: row.line, reason: error.withoutOffset.reason))
            }
            start = row.end
        }
        let hasItems = builder.recordCount > 0
        return (hasItems ? [Piece(items: builder.finish(), rowCount: rows.count)] : [], bad)
    }
}
