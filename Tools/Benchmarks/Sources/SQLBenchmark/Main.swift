import DDBBase
import DDBStorage
import DDBStore
import Foundation

/// Times SQL over a table with masked rows, and over one without, against DuckDB on a file of its
/// own with the same rows.
///
///     SQLBenchmark make FOLDER [--rows N] [--percent N]
///     SQLBenchmark measure FOLDER [--rounds N] [--threads N]
///
/// `make` writes the tables `masked` and `settled` into the store FOLDER; `compare_sql.py` then has
/// DuckDB write FOLDER/own.parquet, and calls `measure`.
///
///     SQLBenchmark scatter FOLDER [--rows N] [--parts N] [--rounds N] [--threads N]
///
/// `scatter` writes a table of many parts, half of them masked, and times opening it and reading
/// it.
@main
struct SQLBenchmark {
    static func main() async throws {
        var arguments = CommandLine.arguments.dropFirst()
        guard let step = arguments.popFirst(), let folder = arguments.popFirst() else {
            fail("usage: SQLBenchmark make|measure FOLDER [OPTION VALUE]...")
        }
        var sizes = [
            "--rows": 2_000_000, "--percent": 10, "--rounds": 9, "--threads": 2,
            "--parts": 1000,
        ]
        while let argument = arguments.popFirst() {
            guard sizes[argument] != nil, let value = arguments.popFirst().flatMap({ Int($0) })
            else { fail("unknown argument '\(argument)'") }
            sizes[argument] = value
        }
        let pool = ThreadPool(threadCount: 2)
        let store = TableStore(LocalBlobStore(root: folder, pool: pool))
        switch step {
        case "make":
            let maker = TableMaker(
                store: store, rowCount: sizes["--rows"] ?? 1, percent: sizes["--percent"] ?? 0)
            try await withTaskExecutorPreference(pool) { try await maker.make() }
        case "measure":
            try await Comparison(
                folder: folder, store: store, rounds: max(sizes["--rounds"] ?? 1, 1),
                threadCount: sizes["--threads"] ?? 1
            ).run()
        case "scatter":
            let rows = sizes["--rows"] ?? 1
            let maker = TableMaker(store: store, rowCount: rows, percent: 0)
            try await withTaskExecutorPreference(pool) {
                try await maker.scatter(partCount: max(sizes["--parts"] ?? 1, 1))
            }
            try await Scattered(
                folder: folder, store: store, rounds: max(sizes["--rounds"] ?? 1, 1),
                threadCount: sizes["--threads"] ?? 1
            ).run()
        default: fail("unknown step '\(step)'")
        }
    }

    static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(64)
    }
}
