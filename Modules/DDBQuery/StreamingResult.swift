import CDDBDuckDB

/// The rows of a running statement, taken a chunk at a time.
@safe final class StreamingResult {
    private let library: DuckDBLibrary
    private var result: ddb_duckdb_result

    init(library: DuckDBLibrary, result: ddb_duckdb_result) {
        self.library = library
        unsafe self.result = result
    }

    deinit { unsafe library.functions.pointee.destroy_result(&result) }

    /// The columns' names and types.
    ///
    /// - Throws: `unsupportedType`, naming the column.
    func columns() throws(QueryError) -> [ResultField] {
        let functions = unsafe library.functions.pointee
        var fields: [ResultField] = []
        let count = unsafe functions.column_count(&result)
        for index in 0..<count {
            let name = unsafe functions.column_name(&result, index)
            let label = unsafe name.map { unsafe String(cString: $0) } ?? "column\(index)"
            let type = unsafe functions.column_logical_type(&result, index)
            let reader = TypeReader(library: library, column: label)
            fields.append(ResultField(name: label, type: try unsafe reader.read(owned: type)))
        }
        return fields
    }

    /// The next rows, or nil at the end.
    ///
    /// - Throws: what ended the statement: `executionFailed`, `timedOut`, `interrupted`,
    ///   `outOfMemory`.
    func next(
        _ columns: [ResultField], interrupt: QueryInterrupt, sql: String
    ) throws(QueryError) -> ResultChunk? {
        let functions = unsafe library.functions.pointee
        try interrupt.check()
        var fetched = unsafe functions.fetch_chunk(result)
        defer { unsafe functions.destroy_data_chunk(&fetched) }
        guard let chunk = unsafe fetched, unsafe functions.data_chunk_get_size(chunk) > 0 else {
            // The engine says the end and a failure alike; its error tells them apart.
            try interrupt.check()
            if unsafe functions.result_error(&result) != nil {
                throw unsafe EngineMessage(result: &result, library: library).redacted(sql: sql)
                    .error(.executionFailed)
            }
            return nil
        }
        let count = Int(unsafe functions.data_chunk_get_size(chunk))
        let decoder = VectorDecoder(library: library)
        var decoded: [ResultColumn] = []
        decoded.reserveCapacity(columns.count)
        for (index, field) in columns.enumerated() {
            let vector = unsafe functions.data_chunk_get_vector(chunk, UInt64(index))
            decoded.append(try unsafe decoder.column(vector, field: field, count: count))
        }
        return ResultChunk(columns: decoded, rowCount: count)
    }
}
