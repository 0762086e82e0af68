import DDBBase
import DDBStorage
import Foundation

/// Measures a table that takes changes: bulk, small commits, opening, room on disk, memory.
///
///     ChangesBenchmark [--keys N] [--batch N] [--batches N] [--small N] [--commits N]
///         [--retention SECONDS] [--folder PATH]
///
/// Loads a table of N keys (10 million), opens its writer (which makes the key index) and opens it
/// again, applies `--batches` (100) commits of `--batch` (10,000) changes of random keys, then
/// `--commits` (2000) commits of `--small` (1000), with all maintenance on, and says what the
/// folder and the process take. Of 20 changes 18 overwrite, one adds and one deletes.
@main
struct ChangesBenchmark {
    static func main() async throws {
        var settings = Settings()
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            let number = { arguments.popFirst().flatMap { Int($0) } }
            switch argument {
            case "--keys": settings.keys = number() ?? settings.keys
            case "--batch": settings.batch = number() ?? settings.batch
            case "--batches": settings.batches = number() ?? settings.batches
            case "--small": settings.small = number() ?? settings.small
            case "--commits": settings.commits = number() ?? settings.commits
            case "--retention": settings.retention = number() ?? settings.retention
            case "--folder": settings.folder = arguments.popFirst()
            default:
                print("unknown argument '\(argument)'")
                exit(64)
            }
        }
        let base = settings.folder ?? FileManager.default.temporaryDirectory.path
        let path = base + "/changes-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let pool = ThreadPool(threadCount: 2)
        let run = ChangesRun(settings, root: path, pool: pool)
        try await withTaskExecutorPreference(pool) { try await run.run() }
    }
}

/// What is measured.
struct Settings: Sendable {
    var keys = 10_000_000
    var batch = 10_000
    var batches = 100
    var small = 1000
    var commits = 2000
    /// How long old files and versions are kept, in seconds.
    var retention = 60
    var folder: String?
}
