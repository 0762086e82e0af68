import DDBBase
import DDBJSON
import DDBParquet
import DDBSchema

/// Gives the fields of one column, row by row.
struct CSVCells {
    private enum Form {
        case scalar(ColumnType)
        case time
        case flag
        case text
        case nested
    }

    private let form: Form
    private var cursor: LeafCursor
    /// Puts nested values together.
    private var assembler: ItemAssembler?
    private var scratch: [UInt8] = []

    /// - Parameter leaves: Those of the column, for all rows.
    init(_ content: ExportColumns.Content, _ leaves: [LeafColumn], rowCount: Int) throws {
        guard let first = leaves.first else { throw ItemAssembler.torn }
        cursor = LeafCursor(column: first, presentLevel: 1, rowCount: rowCount)
        switch content {
        case .system(.timestamp): form = .time
        case .system(.isDeleted): form = .flag
        case .system: form = .text
        case .attribute(let column):
            switch column.type {
            case .string, .json: form = .text
            case .integer, .decimal, .digits, .double, .boolean, .binary:
                form = .scalar(column.type)
            case .list, .set, .structure:
                form = .nested
                assembler = try Self.assembler(column, leaves, rowCount: rowCount)
            }
        }
    }

    /// An assembler of items that have nothing but the column.
    private static func assembler(
        _ column: TableColumn, _ leaves: [LeafColumn], rowCount: Int
    ) throws -> ItemAssembler {
        let layout = TableLayout(columns: TableColumns(keys: [], columns: [column]), mode: .latest)
        let absent = layout.systemColumns.map { _ in
            LeafColumn(
                definitionLevels: Array(repeating: 0, count: rowCount),
                values: .byteArray(ByteArrayColumn()))
        }
        return try ItemAssembler(layout: layout, leaves: leaves + absent, rowCount: rowCount)
    }

    /// Appends the next row's field; nothing where it is null.
    mutating func appendNext(to line: inout [UInt8]) throws {
        if case .nested = form { return try appendNested(to: &line) }
        guard !cursor.isAtEnd else { throw ItemAssembler.torn }
        defer { cursor.advance() }
        guard cursor.definition == cursor.presentLevel else { return }
        let index = cursor.value
        let values = cursor.column.values
        guard index < values.count else { throw ItemAssembler.torn }
        switch (form, values) {
        case (.text, .byteArray(let texts)):
            CSVText.appendField(texts[index], to: &line)
        case (.time, .int64(let microseconds)):
            line += Instant(microseconds: microseconds[index]).iso8601.utf8
        case (.flag, .int32(let flags)): line += String(flags[index]).utf8
        case (.scalar(.boolean), .boolean(let truths)):
            line += (truths[index] ? "true" : "false").utf8
        case (.scalar(let type), _):
            scratch.removeAll(keepingCapacity: true)
            try ItemAssembler.appendText(type, values, at: index, to: &scratch)
            CSVText.appendField(scratch[...], to: &line)
        case (.text, _), (.time, _), (.flag, _), (.nested, _): throw ItemAssembler.torn
        }
    }

    private mutating func appendNested(to line: inout [UInt8]) throws {
        scratch.removeAll(keepingCapacity: true)
        guard try assembler?.appendItem(to: &scratch) == true else { throw ItemAssembler.torn }
        guard let value = try Overlay.parse(scratch).members.first?.value else { return }
        CSVText.appendField(Self.plain(value).bytes[...], to: &line)
    }

    /// The plain JSON of an attribute value.
    private static func plain(_ value: JSONValue) -> JSONValue {
        guard let member = value.object?.members.first else { return .null }
        switch (member.name, member.value) {
        case ("N", .string(let digits)): return .number(digits)
        case ("NS", .array(let members)):
            return .array(members.map { $0.string.map { .number($0) } ?? $0 })
        case ("L", .array(let elements)): return .array(elements.map { plain($0) })
        case ("M", .object(let members)):
            var fields = JSONObject()
            for field in members.members { fields[field.name] = plain(field.value) }
            return .object(fields)
        case ("NULL", _): return .null
        default: return member.value
        }
    }
}
