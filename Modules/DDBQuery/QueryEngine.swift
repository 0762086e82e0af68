public import DDBBase

/// The SQL engine: DuckDB, loaded at run time.
///
/// For example:
/// ```swift
/// let engine = try QueryEngine()
/// let session = try await engine.open([orders])
/// let writer = ResultWriter(format: .json) { bytes in try output.write(bytes) }
/// _ = try await session.run("SELECT count(*) AS n FROM orders", into: writer)
/// ```
public struct QueryEngine: Sendable {
    private let library: DuckDBLibrary
    private let settings: QuerySettings
    private let pool: ThreadPool
    private let time: any TimeSource

    /// Finds and loads the library.
    ///
    /// - Throws: `libraryMissing` or `libraryUnsupported`.
    public init(
        settings: QuerySettings = QuerySettings(), environment: ProcessEnvironment = .system,
        time: any TimeSource = SystemTimeSource()
    ) throws(QueryError) {
        library = try DuckDBLibrary.load(
            DuckDBLocations(explicitPath: settings.libraryPath, environment: environment))
        self.settings = settings
        self.time = time
        pool = ThreadPool(threadCount: 1)
    }

    /// The version of the library, such as `v2.0.0`.
    public var libraryVersion: String { library.version }

    /// The path under which the library was found.
    public var libraryPath: String { library.path }

    /// Makes a view of each table and locks the engine down to their files.
    ///
    /// A table that cannot be opened does not keep the others away: statements that name it fail
    /// with the reason. So do statements that name one of several tables whose names differ only by
    /// case: SQL cannot tell them apart, and rows of the wrong table would be worse than none.
    ///
    /// - Parameters:
    ///   - tables: The tables.
    ///   - broken: Further tables, which the store could not open, and why.
    /// - Throws: ``QueryError`` where the engine itself fails.
    public func open(
        _ tables: [QueryTable], broken: [String: any Error] = [:]
    ) async throws -> QuerySession {
        try await withTaskExecutorPreference(pool) {
            try await makeSession(tables, broken: broken)
        }
    }

    @concurrent private func makeSession(
        _ tables: [QueryTable], broken: [String: any Error]
    ) async throws(QueryError) -> QuerySession {
        let database = try DuckDBDatabase(library: library)
        let connection = try database.connect()
        try connection.execute(
            Lockdown.before(settings, hasAsyncThreads: library.hasAsyncThreads))
        var unreadable = UnreadableTables()
        let alike = Dictionary(grouping: tables.map(\.name) + broken.keys) { $0.lowercased() }
            .filter { $0.value.count > 1 }
        for (_, names) in alike.sorted(by: { $0.key < $1.key }) {
            let list = names.sorted().map { "'\($0)'" }.joined(separator: " and ")
            let reason = QueryError(
                .invalidTable, "There are \(list), and SQL cannot tell them apart by case.")
            try connection.execute(unreadable.view(of: names[0], reason: reason))
        }
        var counts = RowCounts()
        for (index, table) in tables.enumerated() where alike[table.name.lowercased()] == nil {
            do {
                try makeView(of: table, index: index, on: connection)
                counts.note(table)
            } catch {
                try connection.execute(unreadable.view(of: table.name, reason: error))
            }
        }
        for (name, cause) in broken.sorted(by: { $0.key < $1.key })
        where alike[name.lowercased()] == nil {
            let reason = QueryError(.tableUnreadable, "\(cause)", cause: cause)
            try connection.execute(unreadable.view(of: name, reason: reason))
        }
        try connection.execute(Lockdown.after(tables))
        return QuerySession(
            database: database, tables: tables, unreadable: unreadable, counts: counts,
            settings: settings, pool: pool, time: time)
    }

    private func makeView(
        of table: QueryTable, index: Int, on connection: borrowing DuckDBConnection
    ) throws(QueryError) {
        let view = try ViewStatement(
            table, visibility: "\(ViewStatement.functionPrefix)visible_\(index)")
        if let misfits = view.misfits {
            let path = try connection.text(misfits)
            guard path.isEmpty else { throw MaskMismatch.error(path: path) }
        }
        if !view.masked.isEmpty {
            let masks = MaskedFiles(
                view.masked, fault: MaskMismatch.message(tableIndex: index), library: library)
            try connection.register(masks, as: view.visibility)
        }
        do {
            try connection.execute(view.sql(isTyped: false))
        } catch {
            // A column that no file has, or no view at all: the other form tells.
            try connection.execute(view.sql(isTyped: true))
        }
    }
}
