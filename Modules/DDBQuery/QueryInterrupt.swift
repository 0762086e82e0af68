import CDDBDuckDB
import Synchronization

/// Stops a statement from another thread, and remembers why.
final class QueryInterrupt: Sendable {
    enum Reason: Sendable {
        case timeout(Duration)
        case cancellation
    }

    @safe private struct Target: @unchecked Sendable {
        // Sendable because DuckDB lets any thread interrupt a connection that is open, and the lock
        // keeps it open meanwhile.
        let connection: ddb_duckdb_connection
        let library: DuckDBLibrary
    }

    private struct State {
        var reason: Reason?
        var target: Target?
    }

    private let state = Mutex(State())

    /// Stops what runs, or what will run.
    func fire(_ reason: Reason) {
        state.withLock { state in
            if state.reason == nil { state.reason = reason }
            guard let target = state.target else { return }
            unsafe target.library.functions.pointee.interrupt(target.connection)
        }
    }

    /// - Throws: `timedOut` or `interrupted` once fired.
    func check() throws(QueryError) {
        switch state.withLock({ $0.reason }) {
        case nil: return
        case .timeout(let limit):
            throw QueryError(
                .timedOut, "The statement ran longer than \(limit); raise --timeout or narrow it.")
        case .cancellation:
            throw QueryError(.interrupted, "The statement was interrupted.")
        }
    }

    func attach(_ connection: ddb_duckdb_connection, of library: DuckDBLibrary) {
        let target = unsafe Target(connection: connection, library: library)
        state.withLock { $0.target = target }
    }

    func detach() {
        state.withLock { $0.target = nil }
    }
}
