/// Lays rows out in aligned columns.
///
/// The first rows decide the widths; a later value that is wider pushes its line out. Control
/// characters are shown as escapes, so that no value reaches the terminal as a command.
struct TableWriter: Sendable {
    /// How many rows decide the widths.
    static let sampleRowsMax = 1000

    private let columnWidthMax: Int?
    private var widths: [Int] = []
    private var isNumber: [Bool] = []
    private var header: [String] = []
    private var sample: [[String]] = []
    private var hasStarted = false

    init(columnWidthMax: Int?) {
        self.columnWidthMax = columnWidthMax
    }

    mutating func begin(_ columns: [ResultColumn]) {
        header = columns.map { cut(TextWidth.visible($0.field.name)) }
        widths = header.map { TextWidth.of($0) }
        isNumber = columns.map { Self.isNumber($0.field.type) }
    }

    mutating func append(_ columns: [ResultColumn], row: Int, to text: inout [UInt8]) {
        let cells = columns.map { cell($0, row: row) }
        if hasStarted {
            appendLine(cells, to: &text)
            return
        }
        sample.append(cells)
        for (index, cell) in cells.enumerated() {
            widths[index] = max(widths[index], TextWidth.of(cell))
        }
        if sample.count == Self.sampleRowsMax { start(&text) }
    }

    mutating func finish(rowCount: Int, shown: Int, to text: inout [UInt8]) {
        if !hasStarted { start(&text) }
        let rows = rowCount == 1 ? "1 row" : "\(rowCount) rows"
        text += (shown < rowCount ? "(\(rows), \(shown) shown)\n" : "(\(rows))\n").utf8
    }

    private mutating func start(_ text: inout [UInt8]) {
        hasStarted = true
        appendLine(header, to: &text)
        text += widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+").utf8
        text.append(UInt8(ascii: "\n"))
        for cells in sample { appendLine(cells, to: &text) }
        sample = []
    }

    private func appendLine(_ cells: [String], to text: inout [UInt8]) {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(
                repeating: " ", count: max(0, widths[index] - TextWidth.of(cell)))
            line += index == 0 ? " " : " | "
            line += isNumber[index] ? padding + cell : cell + padding
        }
        while line.last == " " { line.removeLast() }
        text += line.utf8
        text.append(UInt8(ascii: "\n"))
    }

    private func cell(_ column: ResultColumn, row: Int) -> String {
        guard !column.isNull(row) else { return "NULL" }
        var bytes: [UInt8] = []
        PlainText.append(column, row: row, to: &bytes)
        return cut(TextWidth.visible(String(decoding: bytes, as: UTF8.self)))
    }

    private func cut(_ text: String) -> String {
        guard let limit = columnWidthMax, text.utf8.count > limit, TextWidth.of(text) > limit else {
            return text
        }
        var width = 1
        let kept = text.prefix { character in
            width += TextWidth.of(character)
            return width <= limit
        }
        return kept + "…"
    }

    private static func isNumber(_ type: ResultType) -> Bool {
        switch type {
        case .integer, .unsignedInteger, .wideInteger, .unsignedWideInteger, .float, .double,
            .decimal:
            true
        case .null, .boolean, .string, .blob, .date, .time, .timestamp, .interval, .uuid, .list,
            .structure, .map:
            false
        }
    }
}
