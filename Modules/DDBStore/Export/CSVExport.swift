import DDBParquet
import DDBSchema

/// Makes CSV of the rows that a table shows, with a header; masked rows are left out.
///
/// RFC 4180: lines end in CR LF, fields with a comma, a quote or a line break are quoted, quotes
/// are doubled. A null is an empty field and an empty text `""`. Numbers are exact, times ISO 8601,
/// bytes base64, and lists, sets and structs plain JSON. It holds one row group at a time.
public struct CSVExport: ~Copyable {
    private let columns: ExportColumns
    private var scan: TableScan
    private var hasHeader = false

    /// How many rows were written.
    public private(set) var rowCount = 0

    /// Begins an export.
    ///
    /// - Parameters:
    ///   - table: The table at the version that is wanted.
    ///   - columns: The names of columns, in the order wanted; nil for all.
    /// - Throws: ``StoreError/Code/invalidColumns``.
    public init(_ table: StoredTable, columns names: [String]? = nil) throws {
        let columns = try ExportColumns(table, names)
        let scan = try table.scan(columns: columns.names)
        self.columns = columns
        self.scan = scan
    }

    /// The next lines, or nil at the end; reads on the calling thread.
    ///
    /// - Throws: `ParquetError`, ``StoreError`` or `StorageError` where a part cannot be read.
    public mutating func next() async throws -> [UInt8]? {
        guard hasHeader else {
            hasHeader = true
            return header
        }
        while let chunk = try await scan.next() {
            let count = chunk.passingCount
            if count > 0 { return try lines(chunk, count) }
        }
        return nil
    }

    private var header: [UInt8] {
        var line: [UInt8] = []
        for (index, name) in columns.names.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            CSVText.appendField(Array(name.utf8)[...], to: &line)
        }
        return line + CSVText.lineEnd
    }

    private mutating func lines(_ chunk: RowChunk, _ count: Int) throws -> [UInt8] {
        var leaves = try chunk.passingLeaves()[...]
        var cells: [CSVCells] = []
        for content in columns.contents {
            let leafCount =
                switch content {
                case .attribute(let column): column.type.leafCount
                case .system: 1
                }
            cells.append(
                try CSVCells(content, Array(leaves.prefix(leafCount)), rowCount: count))
            leaves = leaves.dropFirst(leafCount)
        }
        var lines: [UInt8] = []
        for _ in 0..<count {
            for index in cells.indices {
                if index > 0 { lines.append(UInt8(ascii: ",")) }
                try cells[index].appendNext(to: &lines)
            }
            lines += CSVText.lineEnd
        }
        rowCount += count
        return lines
    }
}

/// The grammar of RFC 4180.
enum CSVText {
    static let lineEnd = Array("\r\n".utf8)

    /// Appends a field that is not null, in quotes where it needs them.
    static func appendField(_ text: ArraySlice<UInt8>, to line: inout [UInt8]) {
        let isBare =
            !text.isEmpty
            && text.allSatisfy { $0 != 0x22 && $0 != 0x2C && $0 != 0x0A && $0 != 0x0D }
        guard !isBare else {
            line += text
            return
        }
        line.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { line.append(byte) }
            line.append(byte)
        }
        line.append(UInt8(ascii: "\""))
    }
}
