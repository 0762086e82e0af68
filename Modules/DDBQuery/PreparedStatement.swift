import CDDBDuckDB

/// One statement that the engine has parsed and bound.
@safe struct PreparedStatement: ~Copyable {
    private let library: DuckDBLibrary
    private var prepared: ddb_duckdb_prepared?

    /// Parses and binds.
    ///
    /// - Throws: `invalidStatement` with the engine's own words and position; `statementRefused`
    ///   for none or several statements.
    init(
        library: DuckDBLibrary, connection: ddb_duckdb_connection, sql: String
    ) throws(QueryError) {
        self.library = library
        unsafe prepared = nil
        let functions = unsafe library.functions.pointee
        var extracted: ddb_duckdb_extracted?
        let count = unsafe functions.extract_statements(connection, sql, &extracted)
        defer { unsafe functions.destroy_extracted(&extracted) }
        guard let statements = unsafe extracted, count > 0 else {
            let message = unsafe extracted.flatMap { unsafe functions.extract_statements_error($0) }
            guard let message = unsafe message, unsafe message.pointee != 0 else {
                throw QueryError(.invalidStatement, "The statement is empty.")
            }
            throw unsafe EngineMessage(message).error(.invalidStatement)
        }
        guard count == 1 else {
            throw QueryError(.statementRefused, "Give one statement; here are \(count).")
        }
        let state = unsafe functions.prepare_extracted_statement(
            connection, statements, 0, &prepared)
        guard state == ddb_duckdb_success else {
            let message = unsafe prepared.flatMap { unsafe functions.prepare_error($0) }
            throw unsafe EngineMessage(message).error(.invalidStatement)
        }
    }

    deinit {
        var prepared = unsafe prepared
        unsafe library.functions.pointee.destroy_prepare(&prepared)
    }

    /// Starts the statement.
    ///
    /// An interrupt that came before the engine began would be forgotten by it, so it is looked at
    /// once more after; one that comes later is the engine's to notice.
    func execute(interrupt: QueryInterrupt, sql: String) throws(QueryError) -> StreamingResult {
        let functions = unsafe library.functions.pointee
        guard let prepared = unsafe prepared else {
            throw QueryError(.corruptResult, "DuckDB prepared nothing and called it a success.")
        }
        let type = unsafe functions.prepared_statement_type(prepared)
        guard
            type == ddb_duckdb_statement_select
                || type == ddb_duckdb_statement_explain
        else {
            throw QueryError(.statementRefused, StatementGuard.refusal)
        }
        var pending: ddb_duckdb_pending?
        defer { unsafe functions.destroy_pending(&pending) }
        guard
            unsafe functions.pending_prepared_streaming(prepared, &pending)
                == ddb_duckdb_success, let started = unsafe pending
        else {
            let message = unsafe pending.flatMap { unsafe functions.pending_error($0) }
            throw unsafe EngineMessage(message).redacted(sql: sql).error(.executionFailed)
        }
        try interrupt.check()
        var result = unsafe ddb_duckdb_result()
        guard
            unsafe functions.execute_pending(started, &result) == ddb_duckdb_success
        else {
            defer { unsafe functions.destroy_result(&result) }
            try interrupt.check()
            throw unsafe EngineMessage(result: &result, library: library).redacted(sql: sql)
                .error(.executionFailed)
        }
        return unsafe StreamingResult(library: library, result: result)
    }
}
