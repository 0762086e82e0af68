import DDBBase

/// Writes a result's values bare: texts as they are, bytes in base64, what is nested as JSON.
enum PlainText {
    /// Appends a value that is not NULL; for NULL appends nothing.
    static func append(_ column: ResultColumn, row: Int, to text: inout [UInt8]) {
        guard !column.isNull(row) else { return }
        switch column.values {
        case .bytes(let values):
            if column.field.type == .blob {
                let bytes = Array(values[row])
                unsafe Base64.encode(bytes.span.bytes, into: &text)
            } else {
                text += values[row]
            }
        case .list, .structure, .map:
            ResultJSON.append(column, row: row, to: &text)
        case .none, .boolean, .int64, .uint64, .int128, .uint128, .float, .double, .interval:
            _ = ScalarText.append(column, row: row, to: &text)
        }
    }
}
