import CDDBDuckDB

/// Reads the engine's description of a type.
struct TypeReader {
    /// How deep types may nest.
    static let depthMax = 64

    let library: DuckDBLibrary
    let column: String

    /// Reads a type and destroys the description.
    func read(owned type: ddb_duckdb_type?, depth: Int = 0) throws(QueryError) -> ResultType {
        var owned = unsafe type
        defer { unsafe library.functions.pointee.destroy_logical_type(&owned) }
        guard let type = unsafe type else {
            throw QueryError(.corruptResult, "DuckDB tells no type of column '\(column)'.")
        }
        guard depth < Self.depthMax else {
            throw QueryError(
                .unsupportedType, "Column '\(column)' nests deeper than \(Self.depthMax) levels.")
        }
        let functions = unsafe library.functions.pointee
        let id = unsafe functions.get_type_id(type)
        if let simple = Self.simple(id) { return simple }
        switch ddb_duckdb_type_id(UInt32(bitPattern: Int32(id))) {
        case ddb_duckdb_type_decimal:
            return .decimal(
                precision: Int(unsafe functions.decimal_width(type)),
                scale: Int(unsafe functions.decimal_scale(type)))
        case ddb_duckdb_type_list:
            let child = unsafe functions.list_type_child_type(type)
            return .list(try unsafe read(owned: child, depth: depth + 1))
        case ddb_duckdb_type_array:
            let child = unsafe functions.array_type_child_type(type)
            return .list(try unsafe read(owned: child, depth: depth + 1))
        case ddb_duckdb_type_struct:
            return .structure(try unsafe fields(type, depth: depth))
        case ddb_duckdb_type_map:
            let key = unsafe functions.map_type_key_type(type)
            let value = unsafe functions.map_type_value_type(type)
            return .map(
                key: try unsafe read(owned: key, depth: depth + 1),
                value: try unsafe read(owned: value, depth: depth + 1))
        default:
            throw QueryError(
                .unsupportedType,
                "Column '\(column)' has a type without a form here; cast it to VARCHAR.")
        }
    }

    private func fields(_ type: ddb_duckdb_type, depth: Int) throws(QueryError) -> [ResultField] {
        let functions = unsafe library.functions.pointee
        var fields: [ResultField] = []
        let count = unsafe functions.struct_type_child_count(type)
        for index in 0..<count {
            let name = unsafe functions.struct_type_child_name(type, index)
            defer { unsafe functions.free(name) }
            let child = unsafe functions.struct_type_child_type(type, index)
            fields.append(
                ResultField(
                    name: unsafe name.map { unsafe String(cString: $0) } ?? "",
                    type: try unsafe read(owned: child, depth: depth + 1)))
        }
        return fields
    }

    private static func simple(_ id: Int32) -> ResultType? {
        switch ddb_duckdb_type_id(UInt32(bitPattern: id)) {
        case ddb_duckdb_type_null: .null
        case ddb_duckdb_type_boolean: .boolean
        case ddb_duckdb_type_int8, ddb_duckdb_type_int16, ddb_duckdb_type_int32,
            ddb_duckdb_type_int64:
            .integer
        case ddb_duckdb_type_uint8, ddb_duckdb_type_uint16, ddb_duckdb_type_uint32,
            ddb_duckdb_type_uint64:
            .unsignedInteger
        case ddb_duckdb_type_hugeint: .wideInteger
        case ddb_duckdb_type_uhugeint: .unsignedWideInteger
        case ddb_duckdb_type_float: .float
        case ddb_duckdb_type_double: .double
        case ddb_duckdb_type_varchar, ddb_duckdb_type_enum: .string
        case ddb_duckdb_type_blob: .blob
        case ddb_duckdb_type_date: .date
        case ddb_duckdb_type_time: .time
        case ddb_duckdb_type_timestamp_s: .timestamp(.seconds, isUTC: false)
        case ddb_duckdb_type_timestamp_ms: .timestamp(.milliseconds, isUTC: false)
        case ddb_duckdb_type_timestamp: .timestamp(.microseconds, isUTC: false)
        case ddb_duckdb_type_timestamp_ns: .timestamp(.nanoseconds, isUTC: false)
        case ddb_duckdb_type_timestamp_tz: .timestamp(.microseconds, isUTC: true)
        case ddb_duckdb_type_interval: .interval
        case ddb_duckdb_type_uuid: .uuid
        default: nil
        }
    }
}
