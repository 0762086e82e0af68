import DDBParquet
import Foundation

/// Reads a Parquet file and writes its columns again, on one core, and prints the best rates.
///
///     ParquetBenchmark [--rounds N] [--level N] [--codec zstd|lz4|none] [--page-rows N]
///         [--write] [--leaves] [--out FILE] [FILE]
///
/// Without a file it makes a table of its own. MB are of values in memory, levels not counted.
@main
struct ParquetBenchmark {
    static func main() throws {
        var path: String?
        var rounds = 5
        var settings = WriterSettings()
        var showsLeaves = false
        var writesOnly = false
        var output: String?
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            switch argument {
            case "--rounds": rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
            case "--level":
                settings.zstdLevel = arguments.popFirst().flatMap { Int($0) } ?? 1
            case "--codec":
                switch arguments.popFirst() {
                case "lz4": settings.codec = .lz4Raw
                case "none": settings.codec = .uncompressed
                default: settings.codec = .zstd
                }
            case "--page-rows":
                settings.pageRowsMax = arguments.popFirst().flatMap { Int($0) } ?? 20_000
            case "--leaves": showsLeaves = true
            case "--write": writesOnly = true
            case "--out": output = arguments.popFirst()
            default: path = argument
            }
        }
        let table = try path.map { try Table(path: $0) } ?? Table.made()
        if let output {
            let bytes = try table.file(settings).bytes
            try Data(bytes).write(to: URL(fileURLWithPath: output))
        }
        try write(table, settings, rounds)
        if writesOnly { return }
        try read(try table.file(settings).bytes, "read_own", rounds)
        if let path {
            let given = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            try read(given, "read_given", rounds)
        }
        if showsLeaves { try writeLeaves(table, settings, rounds) }
    }

    static func write(_ table: Table, _ settings: WriterSettings, _ rounds: Int) throws {
        var size = 0
        let seconds = try best(rounds) { size = try table.drained(settings).byteCount }
        report(
            "parquet_write", seconds, table.byteCount,
            [("rows", table.rowCount), ("file_bytes", size)])
    }

    static func read(_ bytes: [UInt8], _ name: String, _ rounds: Int) throws {
        var byteCount = 0
        var rows = 0
        let seconds = try best(rounds) {
            byteCount = 0
            rows = 0
            let reader = try ParquetReader(source: MemoryByteSource(bytes))
            for slice in try reader.plan() {
                rows += slice.rowCount
                byteCount += try reader.read(slice).reduce(0) { $0 + $1.values.byteCount }
            }
        }
        report(
            "parquet_\(name)", seconds, byteCount, [("rows", rows), ("file_bytes", bytes.count)])
    }

    /// Writes every leaf alone: where time and size go.
    static func writeLeaves(_ table: Table, _ settings: WriterSettings, _ rounds: Int) throws {
        for leaf in table.schema.leaves {
            let part = Table(
                schema: try ParquetSchema([table.schema.chain(to: leaf)]),
                groups: table.groups.map { (rows: $0.rows, columns: [$0.columns[leaf.index]]) })
            var found: FileSummary?
            let seconds = try best(rounds) { found = try part.drained(settings) }
            guard let summary = found?.leaves.first else { continue }
            report(
                "parquet_leaf", seconds, part.byteCount,
                [
                    ("compressed", summary.compressedBytes),
                    ("encoded", summary.uncompressedBytes),
                ],
                text: "\(leaf.name) \(summary.encodings)")
        }
    }

    static func report(
        _ name: String, _ seconds: Double, _ byteCount: Int, _ more: [(String, Int)],
        text: String? = nil
    ) {
        var line = #"{"bench":"\#(name)","#
        if let text { line += #""what":"\#(text)","# }
        line += #""mb_per_s":\#(Int(Double(byteCount) / 1e6 / seconds)),"#
        line += #""cpu_seconds":\#(Double(Int(seconds * 1e5)) / 1e5),"value_bytes":\#(byteCount)"#
        for (key, value) in more { line += #","\#(key)":\#(value)"# }
        print(line + "}")
    }

    /// The least processor time of some rounds, in seconds: other processes do not count.
    static func best(_ rounds: Int, _ body: () throws -> Void) rethrows -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        var best = Double.infinity
        for _ in 0..<max(rounds, 1) {
            let start = now()
            try body()
            best = min(best, now() - start)
        }
        return best
    }
}
