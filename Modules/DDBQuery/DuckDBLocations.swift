public import DDBBase

/// Where DuckDB's shared library may be, in the order in which places are tried.
public struct DuckDBLocations: Sendable, Equatable {
    /// One place: a path, or a bare name that the system's loader resolves.
    struct Candidate: Sendable, Equatable {
        var path: String
        /// Whether somebody named it, so that nothing else is tried when it fails.
        var isChosen: Bool
    }

    let candidates: [Candidate]

    /// The version that `Tools/setup` puts into the cache folder.
    static let cachedVersion = "2.0.0"

    /// Collects the places: the explicit path, else the variable `DDBKIT_DUCKDB`, else the system's
    /// library and the one in the user's cache folder.
    public init(explicitPath: String? = nil, environment: ProcessEnvironment = .system) {
        if let path = explicitPath ?? environment.nonBlank("DDBKIT_DUCKDB") {
            candidates = [Candidate(path: path, isChosen: true)]
            return
        }
        var found = [Candidate(path: Self.systemName, isChosen: false)]
        let cache =
            environment.nonBlank("XDG_CACHE_HOME")
            ?? environment.nonBlank("HOME").map { $0 + "/.cache" }
        if let cache {
            found.append(
                Candidate(
                    path: "\(cache)/ddbkit/duckdb-\(Self.cachedVersion)/\(Self.systemName)",
                    isChosen: false))
        }
        candidates = found
    }

    #if os(macOS)
    private static let systemName = "libduckdb.dylib"
    #else
    private static let systemName = "libduckdb.so"
    #endif
}
