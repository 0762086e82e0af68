import CDDBDuckDB

extension DuckDBConnection {
    /// Makes the masks of a table's files a function of SQL: `name(file_index, file_row_number)` is
    /// whether the row is visible.
    ///
    /// The function is called volatile, so that the engine asks it about rows of the files only and
    /// never about bounds of its own making; filters on columns still go below it into the files.
    ///
    /// - Throws: `executionFailed` where the engine does not take it.
    func register(_ masks: MaskedFiles, as name: String) throws(QueryError) {
        let functions = unsafe library.functions
        var created = unsafe functions.pointee.create_scalar_function()
        defer { unsafe functions.pointee.destroy_scalar_function(&created) }
        guard let function = unsafe created else {
            throw QueryError(.executionFailed, "DuckDB gave no function.")
        }
        unsafe functions.pointee.scalar_function_set_name(function, name)
        unsafe try type(ddb_duckdb_type_uint64) { type in
            unsafe functions.pointee.scalar_function_add_parameter(function, type)
        }
        unsafe try type(ddb_duckdb_type_int64) { type in
            unsafe functions.pointee.scalar_function_add_parameter(function, type)
        }
        unsafe try type(ddb_duckdb_type_boolean) { type in
            unsafe functions.pointee.scalar_function_set_return_type(function, type)
        }
        unsafe functions.pointee.scalar_function_set_volatile(function)
        // From here on the engine's: it releases the masks with the function.
        let closure = UnsafeMutablePointer<ddb_duckdb_closure>.allocate(capacity: 1)
        unsafe closure.initialize(
            to: ddb_duckdb_closure(
                body: { context, info, input, output in
                    let masks = unsafe Unmanaged<MaskedFiles>.fromOpaque(context)
                    unsafe masks.takeUnretainedValue().answer(info, input, output)
                }, context: Unmanaged.passRetained(masks).toOpaque()))
        unsafe functions.pointee.scalar_function_set_extra_info(function, closure) { pointer in
            let closure = unsafe pointer.assumingMemoryBound(to: ddb_duckdb_closure.self)
            unsafe Unmanaged<MaskedFiles>.fromOpaque(closure.pointee.context).release()
            unsafe closure.deallocate()
        }
        unsafe functions.pointee.scalar_function_set_function(
            function, ddb_duckdb_closure_callback(functions))
        guard unsafe register(function) == ddb_duckdb_success else {
            throw QueryError(.executionFailed, "DuckDB did not take the masks of a table.")
        }
    }

    private func type(
        _ id: ddb_duckdb_type_id, _ body: (ddb_duckdb_type) -> Void
    ) throws(QueryError) {
        var created = unsafe library.functions.pointee.create_logical_type(Int32(id.rawValue))
        defer { unsafe library.functions.pointee.destroy_logical_type(&created) }
        guard let type = unsafe created else {
            throw QueryError(.executionFailed, "DuckDB gave no type.")
        }
        unsafe body(type)
    }
}
