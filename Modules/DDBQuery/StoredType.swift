import CDDBDuckDB

/// What a vector's own type says about how its values lie in memory.
struct StoredType {
    /// The type, or for decimals and enumerations the integer that stands for them.
    let id: ddb_duckdb_type_id

    /// The texts of an enumeration.
    let dictionary: [[UInt8]]

    /// How many elements each list has, where all have as many.
    let arraySize: Int?

    init(
        _ vector: ddb_duckdb_vector, field: ResultField, library: DuckDBLibrary
    ) throws(QueryError) {
        let functions = unsafe library.functions.pointee
        var owned = unsafe functions.vector_get_column_type(vector)
        defer { unsafe functions.destroy_logical_type(&owned) }
        guard let type = unsafe owned else { throw VectorDecoder.corrupt(field) }
        var id = unsafe functions.get_type_id(type)
        var dictionary: [[UInt8]] = []
        var arraySize: Int?
        switch ddb_duckdb_type_id(UInt32(bitPattern: id)) {
        case ddb_duckdb_type_decimal:
            id = unsafe functions.decimal_internal_type(type)
        case ddb_duckdb_type_enum:
            id = unsafe functions.enum_internal_type(type)
            let size = unsafe functions.enum_dictionary_size(type)
            for index in 0..<size {
                let text = unsafe functions.enum_dictionary_value(type, UInt64(index))
                defer { unsafe functions.free(text) }
                dictionary.append(
                    Array(unsafe (text.map { unsafe String(cString: $0) } ?? "").utf8))
            }
        case ddb_duckdb_type_array:
            arraySize = Int(unsafe functions.array_type_array_size(type))
        default:
            break
        }
        self.id = ddb_duckdb_type_id(UInt32(bitPattern: id))
        self.dictionary = dictionary
        self.arraySize = arraySize
    }
}
