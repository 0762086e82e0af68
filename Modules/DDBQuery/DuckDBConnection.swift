import CDDBDuckDB

/// A connection: runs one statement at a time.
@safe struct DuckDBConnection: ~Copyable {
    let library: DuckDBLibrary
    private let connection: ddb_duckdb_connection

    init(library: DuckDBLibrary, connection: ddb_duckdb_connection) {
        self.library = library
        unsafe self.connection = connection
    }

    deinit {
        var connection: ddb_duckdb_connection? = unsafe connection
        unsafe library.functions.pointee.disconnect(&connection)
    }

    /// Runs statements of our own whose result nobody needs.
    func execute(_ sql: String) throws(QueryError) {
        var result = unsafe ddb_duckdb_result()
        defer { unsafe library.functions.pointee.destroy_result(&result) }
        let state = unsafe library.functions.pointee.query(connection, sql, &result)
        guard state == ddb_duckdb_success else {
            throw unsafe EngineMessage(result: &result, library: library).error(.executionFailed)
        }
    }

    /// Runs a statement of our own that answers one text, such as a function call.
    func text(_ sql: String) throws(QueryError) -> String {
        var answer = ""
        let interrupt = QueryInterrupt()
        try stream(sql, interrupt: interrupt) { chunk throws(QueryError) in
            guard chunk.rowCount > 0, let column = chunk.columns.first else { return }
            var bytes: [UInt8] = []
            PlainText.append(column, row: 0, to: &bytes)
            answer = String(decoding: bytes, as: UTF8.self)
        }
        return answer
    }

    /// Makes a function known to the database.
    func register(_ function: ddb_duckdb_scalar) -> Int {
        Int(unsafe library.functions.pointee.register_scalar_function(connection, function))
    }

    /// Lets an interrupt reach what runs on this connection for the time of the call.
    func attached<Value>(
        to interrupt: QueryInterrupt, _ body: () throws(QueryError) -> Value
    ) throws(QueryError) -> Value {
        unsafe interrupt.attach(connection, of: library)
        defer { interrupt.detach() }
        return try body()
    }

    /// Runs one statement and hands on its result, chunk by chunk.
    ///
    /// The first chunk has no rows.
    func stream(
        _ sql: String, interrupt: QueryInterrupt,
        _ consume: (ResultChunk) throws(QueryError) -> Void
    ) throws(QueryError) {
        let prepared = try unsafe PreparedStatement(
            library: library, connection: connection, sql: sql)
        let result = try prepared.execute(interrupt: interrupt, sql: sql)
        let columns = try result.columns()
        try consume(ResultChunk(columns: columns.map { ResultColumn(empty: $0) }, rowCount: 0))
        while let chunk = try result.next(columns, interrupt: interrupt, sql: sql) {
            try consume(chunk)
        }
    }
}
