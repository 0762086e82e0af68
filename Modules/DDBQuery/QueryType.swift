/// The type of a column: Delta's types, which map onto SQL's one to one.
public indirect enum QueryType: Sendable, Equatable {
    /// True or false.
    case boolean
    /// One byte, signed.
    case int8
    /// Two bytes, signed.
    case int16
    /// Four bytes, signed.
    case int32
    /// Eight bytes, signed.
    case int64
    /// Four bytes, binary floating point.
    case float
    /// Eight bytes, binary floating point.
    case double
    /// Decimal digits: at most 38, of them `scale` behind the point.
    case decimal(precision: Int, scale: Int)
    /// Text.
    case string
    /// Bytes.
    case binary
    /// A day.
    case date
    /// A moment in microseconds.
    case timestamp
    /// Date and time of day without a zone, in microseconds.
    case localTimestamp
    /// A list.
    case list(QueryType)
    /// Named fields.
    case structure([QueryColumn])
    /// Keys with values.
    case map(key: QueryType, value: QueryType)

    /// The type in SQL.
    var sql: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .int8: "TINYINT"
        case .int16: "SMALLINT"
        case .int32: "INTEGER"
        case .int64: "BIGINT"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .decimal(let precision, let scale): "DECIMAL(\(precision),\(scale))"
        case .string: "VARCHAR"
        case .binary: "BLOB"
        case .date: "DATE"
        case .timestamp: "TIMESTAMP WITH TIME ZONE"
        case .localTimestamp: "TIMESTAMP"
        case .list(let element): element.sql + "[]"
        case .structure(let fields):
            "STRUCT("
                + fields.map { "\(SQLText.identifier($0.name)) \($0.type.sql)" }
                .joined(separator: ", ") + ")"
        case .map(let key, let value): "MAP(\(key.sql), \(value.sql))"
        }
    }

    /// Whether a field within has another name in the files.
    var hasRenamedFields: Bool {
        switch self {
        case .boolean, .int8, .int16, .int32, .int64, .float, .double, .decimal, .string, .binary,
            .date, .timestamp, .localTimestamp:
            false
        case .list(let element): element.hasRenamedFields
        case .structure(let fields):
            fields.contains { $0.name != $0.physicalName || $0.type.hasRenamedFields }
        case .map(let key, let value): key.hasRenamedFields || value.hasRenamedFields
        }
    }

    /// The same type with the names of the files.
    var physical: QueryType {
        switch self {
        case .boolean, .int8, .int16, .int32, .int64, .float, .double, .decimal, .string, .binary,
            .date, .timestamp, .localTimestamp:
            self
        case .list(let element): .list(element.physical)
        case .structure(let fields):
            .structure(
                fields.map { QueryColumn(name: $0.physicalName, type: $0.type.physical) })
        case .map(let key, let value): .map(key: key.physical, value: value.physical)
        }
    }
}
