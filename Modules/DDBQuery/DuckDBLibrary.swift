import CDDBDuckDB

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The loaded library: the table of its functions.
///
/// Never unloaded: threads of it may outlive every database.
@safe final class DuckDBLibrary: @unchecked Sendable {
    // Sendable because the table is written before it comes here and never again, and DuckDB's
    // functions may be called from any thread.
    let functions: UnsafePointer<ddb_duckdb_functions>

    let path: String
    let version: String

    private init(functions: UnsafePointer<ddb_duckdb_functions>, path: String, version: String) {
        unsafe self.functions = functions
        self.path = path
        self.version = version
    }

    /// Whether background threads for file access are a setting of their own.
    var hasAsyncThreads: Bool { !version.hasPrefix("v1.") }

    /// Loads the first library that works.
    ///
    /// - Throws: `libraryMissing` or `libraryUnsupported`, with what was tried and the remedy.
    static func load(_ locations: DuckDBLocations) throws(QueryError) -> DuckDBLibrary {
        var reasons: [String] = []
        var code = QueryError.Code.libraryMissing
        for candidate in locations.candidates {
            switch open(candidate.path) {
            case .success(let library): return library
            case .failure(let failure):
                if failure.isUnsupported { code = .libraryUnsupported }
                reasons.append("  \(candidate.path): \(failure.reason)")
            }
        }
        let isChosen = locations.candidates.contains { $0.isChosen }
        let remedy =
            isChosen
            ? "Name another with DDBKIT_DUCKDB, or unset it and run Tools/setup."
            : "Run Tools/setup, or name the library with DDBKIT_DUCKDB."
        throw QueryError(
            code,
            "SQL needs DuckDB's shared library (1.3 or later), and none could be loaded:\n"
                + reasons.joined(separator: "\n") + "\n" + remedy)
    }

    private struct LoadFailure: Error {
        var reason: String
        var isUnsupported = false
    }

    private static func open(_ path: String) -> Result<DuckDBLibrary, LoadFailure> {
        var message = [CChar](repeating: 0, count: 512)
        if let stub = stubBeside(path),
            unsafe !ddb_duckdb_load_global(stub, &message, message.count)
        {
            return .failure(LoadFailure(reason: text(message)))
        }
        guard let functions = unsafe ddb_duckdb_load(path, &message, message.count) else {
            var reason = text(message)
            // The loader begins with the path, which is told anyhow.
            if reason.hasPrefix(path + ": ") { reason.removeFirst(path.count + 2) }
            return .failure(
                LoadFailure(reason: reason, isUnsupported: reason.hasPrefix("it has no function")))
        }
        let version = unsafe String(cString: functions.pointee.library_version())
        guard isSupported(version) else {
            return .failure(
                LoadFailure(reason: "version \(version) is not supported", isUnsupported: true))
        }
        return .success(
            unsafe DuckDBLibrary(functions: functions, path: path, version: version))
    }

    /// The stub that `Tools/setup` puts beside a library which it took out of a Python wheel.
    private static func stubBeside(_ path: String) -> String? {
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let stub = path[...slash] + "libddb_python_stub.so"
        return unsafe access(String(stub), R_OK) == 0 ? String(stub) : nil
    }

    /// Whether a version such as `v2.0.0` is from 1.3 up to before 3.
    static func isSupported(_ version: String) -> Bool {
        let numbers = version.drop { $0 == "v" }.split(separator: ".").prefix(2).map { Int($0) }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else {
            return false
        }
        return major == 2 || (major == 1 && minor >= 3)
    }

    private static func text(_ message: [CChar]) -> String {
        String(
            decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
