import DDBBase
import DDBJSON

/// Writes a result's values as JSON.
///
/// Numbers have all their digits, bytes are base64, moments ISO 8601; NaN and the infinities, which
/// JSON has no numbers for, are texts. A map whose keys are texts is an object, another is an array
/// of objects with `key` and `value`.
enum ResultJSON {
    /// Appends a value.
    static func append(_ column: ResultColumn, row: Int, to text: inout [UInt8]) {
        guard !column.isNull(row) else {
            text += "null".utf8
            return
        }
        switch column.values {
        case .bytes(let values):
            if column.field.type == .blob {
                text.append(UInt8(ascii: "\""))
                let bytes = Array(values[row])
                unsafe Base64.encode(bytes.span.bytes, into: &text)
                text.append(UInt8(ascii: "\""))
            } else {
                appendString(Array(values[row]), to: &text)
            }
        case .list(let ranges, let elements):
            appendList(ranges[row], elements, to: &text)
        case .structure(let columns):
            appendStructure(columns, row: row, to: &text)
        case .map(let ranges, let keys, let values):
            appendMap(ranges[row], keys: keys, values: values, to: &text)
        case .none, .boolean, .int64, .uint64, .int128, .uint128, .float, .double, .interval:
            let start = text.count
            if ScalarText.append(column, row: row, to: &text) == .quoted {
                text.insert(UInt8(ascii: "\""), at: start)
                text.append(UInt8(ascii: "\""))
            }
        }
    }

    /// Appends a text in quotes, escaped where JSON needs it.
    static func appendString(_ bytes: [UInt8], to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        unsafe JSONText.escape(bytes.span.bytes, into: &text)
        text.append(UInt8(ascii: "\""))
    }

    private static func appendList(
        _ range: Range<Int>, _ elements: ResultColumn, to text: inout [UInt8]
    ) {
        text.append(UInt8(ascii: "["))
        for index in range {
            if index > range.lowerBound { text.append(UInt8(ascii: ",")) }
            append(elements, row: index, to: &text)
        }
        text.append(UInt8(ascii: "]"))
    }

    private static func appendStructure(
        _ columns: [ResultColumn], row: Int, to text: inout [UInt8]
    ) {
        text.append(UInt8(ascii: "{"))
        for (index, column) in columns.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            appendString(Array(column.field.name.utf8), to: &text)
            text.append(UInt8(ascii: ":"))
            append(column, row: row, to: &text)
        }
        text.append(UInt8(ascii: "}"))
    }

    private static func appendMap(
        _ range: Range<Int>, keys: ResultColumn, values: ResultColumn, to text: inout [UInt8]
    ) {
        let isObject = keys.field.type == .string
        text.append(UInt8(ascii: isObject ? "{" : "["))
        for index in range {
            if index > range.lowerBound { text.append(UInt8(ascii: ",")) }
            if !isObject { text += "{\"key\":".utf8 }
            append(keys, row: index, to: &text)
            text += (isObject ? ":" : ",\"value\":").utf8
            append(values, row: index, to: &text)
            if !isObject { text.append(UInt8(ascii: "}")) }
        }
        text.append(UInt8(ascii: isObject ? "}" : "]"))
    }
}
