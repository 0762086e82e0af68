import DDBStore
import Foundation

/// Measures a key index of random keys and prints what it takes.
///
///     KeyIndexBenchmark [--keys N] [--commits N] [--batch N] [--small N] [--lookups N]
///         [--folder PATH]
///
/// Builds an index of N keys (10 million), opens it, looks batches of random keys up, and applies
/// commits: first of `--batch` changes (10,000) as a bulk would, each looked up and then applied,
/// then of `--small` (1000), 90 % of them of keys that are there. A thread settles beside them.
@main
struct KeyIndexBenchmark {
    static func main() throws {
        var settings = Settings()
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            let number = { arguments.popFirst().flatMap { Int($0) } }
            switch argument {
            case "--keys": settings.keys = number() ?? settings.keys
            case "--commits": settings.commits = number() ?? settings.commits
            case "--batch": settings.batch = number() ?? settings.batch
            case "--small": settings.small = number() ?? settings.small
            case "--lookups": settings.lookups = number() ?? settings.lookups
            case "--folder": settings.folder = arguments.popFirst()
            default:
                print("unknown argument '\(argument)'")
                exit(64)
            }
        }
        let base = settings.folder ?? FileManager.default.temporaryDirectory.path
        let path = base + "/key-index-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        measureHash()
        var run = IndexRun(settings, folder: LocalIndexFolder(path: path))
        try run.run()
    }

    /// What a hash of a key of 40 bytes costs.
    static func measureHash() {
        let hasher = KeyHasher(seed: (1, 2))
        var key = [UInt8](repeating: 7, count: 40)
        var sum: UInt64 = 0
        let rounds = 2_000_000
        var best = Double.infinity
        for _ in 0..<5 {
            let start = Stopwatch()
            for _ in 0..<rounds {
                key[0] = UInt8(truncatingIfNeeded: sum)
                sum &+= hasher.hash(key).high
            }
            best = min(best, start.seconds)
        }
        Report("key_hash").add("ns", best / Double(rounds) * 1e9).add("key_bytes", 40)
            .add("checksum", Double(sum & 0xFF)).print()
    }
}

struct Settings {
    var keys = 10_000_000
    var commits = 2000
    var batch = 10_000
    var small = 1000
    var lookups = 2_000_000
    var folder: String?

}

/// A span of time: on the wall, and of the processor for this thread.
///
/// On a machine that has other work only the second means something.
struct Span {
    var wall: Double
    var processor: Double

    static func + (left: Span, right: Span) -> Span {
        Span(wall: left.wall + right.wall, processor: left.processor + right.processor)
    }
}

/// Time since it was made.
struct Stopwatch {
    private let wall = Stopwatch.now(CLOCK_MONOTONIC)
    private let processor = Stopwatch.now(CLOCK_THREAD_CPUTIME_ID)

    var seconds: Double { Stopwatch.now(CLOCK_MONOTONIC) - wall }

    var span: Span {
        Span(
            wall: seconds, processor: Stopwatch.now(CLOCK_THREAD_CPUTIME_ID) - processor)
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// The processor time that the process has taken so far.
    static var processorSeconds: Double { now(CLOCK_PROCESS_CPUTIME_ID) }
}

/// One line of results.
final class Report {
    private var line: String

    init(_ name: String) { line = "{\"bench\":\"\(name)\"" }

    func add(_ name: String, _ value: Double) -> Report {
        line += ",\"\(name)\":\(Double(Int((value * 1000).rounded())) / 1000)"
        return self
    }

    func add(_ name: String, _ value: Int) -> Report {
        line += ",\"\(name)\":\(value)"
        return self
    }

    func print() {
        Swift.print(line + "}")
        fflush(nil)
    }
}
