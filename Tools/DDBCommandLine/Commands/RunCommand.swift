import ArgumentParser
import DDBBase
import DDBBundledPlugins
import DDBConfiguration
import DDBPipeline

/// `ddbkit run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs the pipelines of a YAML document, one after another.",
        discussion: "See `ddbkit plugins` for what pipelines are made of.")

    @Argument(help: ArgumentHelp("The document.", valueName: "pipeline.yaml"))
    var path: String

    @Flag(help: "Say nothing when all goes well.")
    var quiet = false

    func run() async throws {
        let document = try ConfigurationNode.load(path: path, environment: .system)
        for configuration in try PipelineConfiguration.read(document) {
            let context = ComponentContext(logger: Log.logger(quiet: quiet))
            let pipeline = try configuration.build(registry: .bundled, context: context)
            let runner = PipelineRunner(pipeline, context: context)
            let progress = ProgressLine(runner.counters, isShown: !quiet && Console.showsProgress)
            let report = try await progress.whileShown { try await runner.run() }
            if quiet { continue }
            let counts = report.counts
            var line =
                "\(configuration.name): \(Quantity.count(counts.rowsWritten)) records in "
                + Quantity.duration(report.duration.inSeconds)
            if counts.rowsRejected > 0 {
                line += ", \(Quantity.count(counts.rowsRejected)) rejected"
            }
            if counts.rowsSkipped > 0 { line += ", \(Quantity.count(counts.rowsSkipped)) skipped" }
            Console.complain(line)
        }
    }
}
