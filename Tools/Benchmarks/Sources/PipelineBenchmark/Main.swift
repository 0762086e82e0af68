import DDBAttributes
import DDBBundledPlugins
import DDBConfiguration
import DDBPipeline
import Foundation

/// Carries the lines of a file through pipelines of one lane and prints the best rates.
///
///     PipelineBenchmark [--rounds N] FILE
///
/// `lines_read` reads without a runner and `lines_to_null` with one, so their difference is what
/// the runner costs; `runner` carries one batch again and again and gives the cost of a batch.
@main
struct PipelineBenchmark {
    static func main() async throws {
        var path = ""
        var rounds = 5
        var arguments = CommandLine.arguments.dropFirst()
        while let argument = arguments.popFirst() {
            if argument == "--rounds" {
                rounds = arguments.popFirst().flatMap { Int($0) } ?? rounds
            } else {
                path = argument
            }
        }
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ddbkit-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let bench = PipelineBenchmark(
            path: path, plain: folder.path + "/plain.json", out: folder.path + "/out",
            rounds: rounds)
        try await bench.run()
    }

    let path: String
    let plain: String
    let out: String
    let rounds: Int
    let context = ComponentContext()
    let registry = ComponentRegistry.bundled

    func run() async throws {
        let source: ConfigurationNode = ["path": .init(text: path)]
        try await measure("lines_read", path) { try await read(source) }
        try await measure("lines_to_null", path) { try await copy(source, "null", [:]) }
        try await measure("lines_to_lines", path) {
            try await copy(source, "lines", ["path": .init(text: out), "replace": true])
        }
        try await measure("lines_to_json", path) {
            try await copy(
                source, "lines",
                ["path": .init(text: plain), "format": "json", "replace": true])
        }
        try await measure("json_to_null", plain) {
            try await copy(["path": .init(text: plain), "format": "json"], "null", [:])
        }
        try await runner()
    }

    /// Reads as a lane does, without a runner.
    func read(_ options: ConfigurationNode) async throws -> Int {
        let component = try registry.source(named: "lines").init(options, context: context)
        let session = try await component.open(from: PositionMap())
        var rowCount = 0
        while let reader = try await session.nextReader() {
            reading: while true {
                switch try await reader.next() {
                case .batch(let batch): rowCount += batch.rowCount
                case .idle: continue
                case .end: break reading
                }
            }
            await reader.close()
        }
        await session.close()
        return rowCount
    }

    func copy(_ source: ConfigurationNode, _ sink: String, _ options: ConfigurationNode)
        async throws -> Int
    {
        let pipeline = Pipeline(
            source: try registry.source(named: "lines").init(source, context: context),
            sink: try registry.sink(named: sink).init(options, context: context),
            settings: PipelineSettings(laneCount: 1))
        return try await PipelineRunner(pipeline, context: context).run().counts.rowsWritten
    }

    func runner() async throws {
        var builder = ItemBatchBuilder()
        var record = ItemRecord(origin: .file)
        let wire = Array(#"{"id":{"S":"x"}}"#.utf8)
        record.newImage = try builder.image(wire: wire.span.bytes)
        builder.append(record)
        let batchCount = rounds == 1 ? 1000 : 300_000
        let pipeline = Pipeline(
            source: RepeatingSource(items: builder.finish(), batchCount: batchCount),
            sink: try registry.sink(named: "null").init([:], context: context),
            settings: PipelineSettings(laneCount: 1))
        let start = seconds()
        _ = try await PipelineRunner(pipeline, context: context).run()
        let nanoseconds = Int((seconds() - start) / Double(batchCount) * 1e9)
        print(#"{"bench":"runner","cpu_ns_per_batch":\#(nanoseconds),"batches":\#(batchCount)}"#)
    }

    func measure(_ name: String, _ input: String, _ body: () async throws -> Int) async throws {
        var best = Double.infinity
        var rowCount = 0
        for _ in 0..<rounds {
            let start = seconds()
            rowCount = try await body()
            best = min(best, seconds() - start)
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: input)
        let byteCount = (attributes[.size] as? NSNumber)?.doubleValue ?? 0
        print(
            #"{"bench":"\#(name)","mb_per_cpu_s":\#(Int(byteCount / 1e6 / best)),"#
                + #""items_per_cpu_s":\#(Int(Double(rowCount) / best)),"items":\#(rowCount)}"#)
    }

    /// Processor time of all threads, which other programs on the machine do not lengthen.
    func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
