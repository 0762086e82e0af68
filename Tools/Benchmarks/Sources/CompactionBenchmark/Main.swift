import DDBAttributes
import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import Foundation

/// Measures how fast parts are merged.
///
///     CompactionBenchmark [--key NAMES] [--masked PERCENT] [--part-mb N] [--folder PATH] LINES
///
/// Loads a file of items in DynamoDB JSON, a line each, into parts of about `--part-mb` (32) in the
/// order of the file, overwrites `--masked` (10) percent of the items, spread evenly, and then
/// purges the table: every row that is visible is read, put in the order of the keys and written
/// anew. MB are of the parts that are written; processor time is that of the whole process, with
/// the key index and the commit.
@main
struct CompactionBenchmark {
    static func main() async throws {
        var settings = Settings()
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--key":
                settings.keys = (arguments.popFirst() ?? "").split(separator: ",").map {
                    AttributeName(String($0))
                }
            case "--masked":
                settings.maskedPercent = arguments.popFirst().flatMap { Int($0) } ?? 10
            case "--part-mb":
                settings.partMegabytes = arguments.popFirst().flatMap { Int($0) } ?? 32
            case "--folder": settings.folder = arguments.popFirst()
            default: settings.lines = argument
            }
        }
        guard settings.lines != nil else {
            print("usage: CompactionBenchmark [--key NAMES] [--masked PERCENT] LINES")
            exit(64)
        }
        let base = settings.folder ?? FileManager.default.temporaryDirectory.path
        let path = base + "/compaction-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let pool = ThreadPool(threadCount: 2)
        let run = CompactionRun(settings, root: path, pool: pool)
        try await withTaskExecutorPreference(pool) { try await run.run() }
    }
}

/// What is measured.
struct Settings: Sendable {
    var lines: String?
    var keys: [AttributeName] = ["pk", "sk"]
    var maskedPercent = 10
    var partMegabytes = 32
    var folder: String?
}
