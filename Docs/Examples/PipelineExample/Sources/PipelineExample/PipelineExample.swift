import DDBConfiguration
import DDBLinesSink
import DDBLinesSource
import DDBPipeline

/// Copies the open and the paid orders of a file of DynamoDB JSON lines into one of plain JSON.
///
///     swift run PipelineExample orders.jsonl open.json
@main struct PipelineExample {
    static func main() async throws {
        guard CommandLine.arguments.count == 3 else {
            print("usage: PipelineExample INPUT OUTPUT")
            return
        }
        let input = ConfigurationNode(text: CommandLine.arguments[1])
        let output = ConfigurationNode(text: CommandLine.arguments[2])
        let context = ComponentContext()

        // `ComponentRegistry.bundled`, of DDBBundledPlugins, has every plugin that ddbkit ships.
        var registry = ComponentRegistry()
        registry.register(source: LinesSource.self)
        registry.register(sink: LinesSink.self)

        // Two plugins by their names, and one of our own.
        let pipeline = Pipeline(
            name: "orders",
            source: try registry.source(named: "lines").init(["path": input], context: context),
            transforms: [
                try KeepMatching(
                    ["attribute": "status", "values": ["OPEN", "PAID"]], context: context)
            ],
            sink: try registry.sink(named: "lines").init(
                ["path": output, "format": "json"], context: context))

        let report = try await PipelineRunner(pipeline, context: context).run()
        print("\(report.counts.rowsRead) read, \(report.counts.rowsWritten) written")
    }
}
