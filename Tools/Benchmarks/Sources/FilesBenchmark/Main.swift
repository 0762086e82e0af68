import DDBBundledPlugins
import DDBConfiguration
import DDBParquet
import DDBPipeline
import Foundation

/// Reads a Parquet file, and the same rows as CSV, into items on one thread; prints the best rates.
///
///     FilesBenchmark [--rounds N] [--rows N]
///
/// A row has eight columns: an integer, a text, a number of 64 bits, a decimal, a timestamp, a
/// truth value, and in Parquet a list of texts and a struct.
@main
struct FilesBenchmark {
    static func main() async throws {
        var rounds = 5
        var rowCount = 1_000_000
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            let value = arguments.popFirst().flatMap { Int($0) }
            if argument == "--rounds" { rounds = value ?? rounds }
            if argument == "--rows" { rowCount = value ?? rowCount }
        }
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ddbkit-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let rows = BenchmarkRows(count: rowCount)
        let parquet = folder.path + "/rows.parquet"
        let csv = folder.path + "/rows.csv"
        try Data(rows.parquet()).write(to: URL(fileURLWithPath: parquet))
        try Data(rows.csv()).write(to: URL(fileURLWithPath: csv))
        let bench = FilesBenchmark(rounds: rounds, rowCount: rowCount)
        try await bench.measure("parquet", parquet)
        try await bench.measure("csv", csv)
    }

    let rounds: Int
    let rowCount: Int
    let context = ComponentContext()
    let registry = ComponentRegistry.bundled

    func measure(_ name: String, _ path: String) async throws {
        var best = Double.infinity
        var bytes = 0
        for _ in 0..<rounds {
            let start = Self.cpuSeconds
            let (rows, wireBytes) = try await read(name, path)
            precondition(rows == rowCount, "\(rows) of \(rowCount) rows")
            best = min(best, Self.cpuSeconds - start)
            bytes = wireBytes
        }
        let rate = Int(Double(rowCount) / best)
        let megabytes = Int(Double(bytes) / best / 1e6)
        print(
            #"{"benchmark":"files","name":"\#(name)_to_items","rows":\#(rowCount),"#
                + #""cpu_seconds":\#(best),"items_per_cpu_second":\#(rate),"#
                + #""wire_mb_per_cpu_second":\#(megabytes)}"#)
    }

    /// Reads as a lane does, without a runner.
    private func read(_ name: String, _ path: String) async throws -> (rows: Int, bytes: Int) {
        let options: ConfigurationNode = ["path": .init(text: path)]
        let component = try registry.source(named: name).init(options, context: context)
        let session = try await component.open(from: PositionMap())
        var rowCount = 0
        var byteCount = 0
        while let reader = try await session.nextReader() {
            reading: while true {
                switch try await reader.next() {
                case .batch(let batch):
                    rowCount += batch.rowCount
                    byteCount += batch.items.byteCount
                case .idle: continue
                case .end: break reading
                }
            }
            await reader.close()
        }
        await session.close()
        return (rowCount, byteCount)
    }

    private static var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
