/// Writes a result as text while it comes; memory is bounded by a chunk.
///
/// Numbers keep every digit, moments are ISO 8601 in UTC, bytes base64; what is nested is JSON in
/// every format. Names that columns share are told apart in JSON by `_1`, `_2` and so on.
public struct ResultWriter: ResultConsumer {
    /// How many rows have been taken, written or not.
    public private(set) var rowCount = 0

    private let format: ResultFormat
    private let rowsMax: Int?
    private let output: @Sendable ([UInt8]) throws -> Void
    private var names: [[UInt8]] = []
    private var table: TableWriter?
    private var buffer: [UInt8] = []

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - rowsMax: How many rows are written; the rest is counted. nil for all.
    ///   - columnWidthMax: Where `table` cuts a value, in columns of the terminal; nil for nowhere.
    ///   - output: Takes the bytes.
    public init(
        format: ResultFormat, rowsMax: Int? = nil, columnWidthMax: Int? = 80,
        output: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.format = format
        self.rowsMax = rowsMax
        self.output = output
        if format == .table { table = TableWriter(columnWidthMax: columnWidthMax) }
    }

    /// Writes rows.
    public mutating func consume(_ chunk: ResultChunk) throws {
        if names.isEmpty { begin(chunk.columns) }
        let written = min(rowCount, rowsMax ?? .max)
        let shown = min(chunk.rowCount, (rowsMax ?? .max) - written)
        for row in 0..<shown {
            switch format {
            case .table: table?.append(chunk.columns, row: row, to: &buffer)
            case .json, .jsonl: appendObject(chunk.columns, row: row, isFirst: written + row == 0)
            case .csv: appendLine(chunk.columns, row: row)
            }
        }
        rowCount += chunk.rowCount
        try flush()
    }

    /// Writes what ends the result.
    public mutating func finish() throws {
        switch format {
        case .table:
            table?.finish(rowCount: rowCount, shown: min(rowCount, rowsMax ?? .max), to: &buffer)
        case .json:
            buffer += (rowCount == 0 || rowsMax == 0 ? "[]\n" : "\n]\n").utf8
        case .jsonl, .csv:
            break
        }
        try flush()
    }

    private mutating func begin(_ columns: [ResultColumn]) {
        table?.begin(columns)
        var used: Set<String> = []
        for column in columns {
            var name = column.field.name
            var suffix = 0
            while !used.insert(name).inserted {
                suffix += 1
                name = "\(column.field.name)_\(suffix)"
            }
            names.append(Array(name.utf8))
        }
        guard format == .csv else { return }
        for (index, column) in columns.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            appendField(Array(column.field.name.utf8))
        }
        buffer += "\r\n".utf8
    }

    private mutating func appendObject(_ columns: [ResultColumn], row: Int, isFirst: Bool) {
        if format == .json { buffer += (isFirst ? "[\n" : ",\n").utf8 }
        buffer.append(UInt8(ascii: "{"))
        for (index, column) in columns.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            ResultJSON.appendString(names[index], to: &buffer)
            buffer.append(UInt8(ascii: ":"))
            ResultJSON.append(column, row: row, to: &buffer)
        }
        buffer.append(UInt8(ascii: "}"))
        if format == .jsonl { buffer.append(UInt8(ascii: "\n")) }
    }

    private mutating func appendLine(_ columns: [ResultColumn], row: Int) {
        for (index, column) in columns.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            guard !column.isNull(row) else { continue }
            var field: [UInt8] = []
            PlainText.append(column, row: row, to: &field)
            appendField(field)
        }
        buffer += "\r\n".utf8
    }

    private mutating func appendField(_ field: [UInt8]) {
        let special = [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D]
        guard field.isEmpty || field.contains(where: special.contains) else {
            buffer += field
            return
        }
        buffer.append(UInt8(ascii: "\""))
        for byte in field {
            if byte == UInt8(ascii: "\"") { buffer.append(byte) }
            buffer.append(byte)
        }
        buffer.append(UInt8(ascii: "\""))
    }

    private mutating func flush() throws {
        guard !buffer.isEmpty else { return }
        try output(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
