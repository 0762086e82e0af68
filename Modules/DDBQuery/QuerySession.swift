import DDBBase

/// Tables as they were when the session was opened, and statements over them.
///
/// Several statements may be asked for at once; they run one after another.
public final class QuerySession: Sendable {
    private let database: DuckDBDatabase
    private let tables: [QueryTable]
    private let unreadable: UnreadableTables
    private let counts: RowCounts
    private let settings: QuerySettings
    private let pool: ThreadPool
    private let time: any TimeSource

    init(
        database: consuming DuckDBDatabase, tables: [QueryTable], unreadable: UnreadableTables,
        counts: RowCounts, settings: QuerySettings, pool: ThreadPool, time: any TimeSource
    ) {
        self.database = database
        self.tables = tables
        self.unreadable = unreadable
        self.counts = counts
        self.settings = settings
        self.pool = pool
        self.time = time
    }

    /// The names of the tables, in the order in which they were given.
    public var tableNames: [String] { tables.map(\.name) }

    /// Runs one statement that reads.
    ///
    /// - Parameters:
    ///   - timeout: How long it may take, waiting for its turn included; nil for ever.
    ///   - consumer: Takes the rows as they come.
    /// - Returns: The consumer, after the last row.
    /// - Throws: ``QueryError``.
    public func run<Consumer: ResultConsumer>(
        _ sql: String, timeout: Duration? = nil, into consumer: Consumer
    ) async throws -> Consumer {
        guard sql.utf8.count <= settings.statementBytesMax, !sql.utf8.contains(0) else {
            throw QueryError(
                .statementRefused,
                "A statement has at most \(settings.statementBytesMax) bytes, none of them NUL.")
        }
        let interrupt = QueryInterrupt()
        return try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: Consumer?.self) { group in
                if let timeout {
                    group.addTask(executorPreference: globalConcurrentExecutor) { [time] in
                        do {
                            try await time.sleep(for: timeout)
                            interrupt.fire(.timeout(timeout))
                        } catch is CancellationError {
                            // The statement has ended, or is interrupted by the handler below.
                        }
                        return nil
                    }
                }
                group.addTask(executorPreference: pool) { [self] in
                    try await execute(sql, interrupt: interrupt, consumer: consumer)
                }
                defer { group.cancelAll() }
                while let finished = try await group.next() {
                    if let consumer = finished { return consumer }
                }
                throw QueryError(.interrupted, "The statement was interrupted.")
            }
        } onCancel: {
            interrupt.fire(.cancellation)
        }
    }

    @concurrent private func execute<Consumer: ResultConsumer>(
        _ sql: String, interrupt: QueryInterrupt, consumer: Consumer
    ) async throws(QueryError) -> Consumer {
        do {
            return try executeBlocking(sql, interrupt: interrupt, consumer: consumer)
        } catch {
            // Where an interrupt meets a statement that is not begun, the engine calls it a fault
            // of parsing or binding.
            if error.code != .outputFailed { try interrupt.check() }
            throw unreadable.reason(of: error)
                ?? MaskMismatch.reason(of: error, tables: tables) ?? error
        }
    }

    private func executeBlocking<Consumer: ResultConsumer>(
        _ sql: String, interrupt: QueryInterrupt, consumer: Consumer
    ) throws(QueryError) -> Consumer {
        try interrupt.check()
        let connection = try database.connect()
        var consumer = consumer
        try connection.attached(to: interrupt) { () throws(QueryError) in
            let admitted = try StatementGuard.admit(sql, counts: counts) {
                body throws(QueryError) in
                try connection.text("SELECT json_serialize_sql(\(SQLText.literal(body)))")
            }
            func stream(_ sql: String) throws(QueryError) {
                try connection.stream(sql, interrupt: interrupt) { chunk throws(QueryError) in
                    try Self.output { try consumer.consume(chunk) }
                }
            }
            do throws(QueryError) {
                try stream(admitted.counted)
            } catch {
                // The engine shall quote the statement as it was written.
                guard error.code == .invalidStatement, admitted.counted != admitted.written
                else { throw error }
                try stream(admitted.written)
            }
            try Self.output { try consumer.finish() }
        }
        return consumer
    }

    private static func output(_ body: () throws -> Void) throws(QueryError) {
        do {
            try body()
        } catch {
            throw QueryError(
                .outputFailed, "The result could not be written: \(error)", cause: error)
        }
    }
}
