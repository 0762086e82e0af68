import CDDBDuckDB

/// An in-memory database of the engine.
@safe struct DuckDBDatabase: ~Copyable, @unchecked Sendable {
    // Sendable because DuckDB allows connections from any thread to one database.
    let library: DuckDBLibrary
    private var database: ddb_duckdb_database?

    /// Opens an empty database.
    init(library: DuckDBLibrary) throws(QueryError) {
        self.library = library
        unsafe database = nil
        let state = unsafe library.functions.pointee.open(nil, &database)
        guard state == ddb_duckdb_success, unsafe database != nil else {
            throw QueryError(.executionFailed, "DuckDB could not open a database in memory.")
        }
    }

    deinit {
        var database = unsafe database
        unsafe library.functions.pointee.close(&database)
    }

    /// Opens a connection, on which one statement may run at a time.
    func connect() throws(QueryError) -> DuckDBConnection {
        var connection: ddb_duckdb_connection?
        guard let database = unsafe database,
            unsafe library.functions.pointee.connect(database, &connection)
                == ddb_duckdb_success,
            let connection = unsafe connection
        else {
            throw QueryError(.executionFailed, "DuckDB gave no connection.")
        }
        return unsafe DuckDBConnection(library: library, connection: connection)
    }
}
