import ArgumentParser
import DDBBase
import DDBBundledPlugins
import DDBConfiguration
import DDBPipeline

/// `ddbkit run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs the pipelines of a YAML document, one after another.",
        discussion: """
            See `ddbkit plugins` for what pipelines are made of.

            In the document ${env:NAME} and ${env:NAME:-default} stand for environment \
            variables, and ${secrets:name} for a secret: the variable DDBKIT_SECRET_NAME (in \
            upper case, all but letters and digits as _), or else the file `name` in the folder \
            of --secrets. Only options of the type secret take secrets.
            """)

    @Argument(help: ArgumentHelp("The document.", valueName: "pipeline.yaml"))
    var path: String

    @Option(
        help: ArgumentHelp(
            "A folder with a file for each secret; by default that of DDBKIT_SECRETS.",
            valueName: "dir"))
    var secrets: String?

    @Flag(help: "Say nothing but warnings when all goes well.")
    var quiet = false

    func run() async throws {
        let document = try ConfigurationNode.load(
            path: path, environment: .system, secrets: provider)
        for configuration in try PipelineConfiguration.read(document) {
            let context = ComponentContext(logger: Log.logger())
            let pipeline = try configuration.build(registry: .bundled, context: context)
            try LoadFiles.refuseOutputs(of: configuration)
            let file = try configuration.positions.map {
                PositionFile(
                    path: $0, source: try configuration.identity(in: .bundled), pool: context.pool)
            }
            let runner = PipelineRunner(pipeline, context: context, keeping: file)
            let progress = ProgressLine(runner.counters, isShown: !quiet && Console.showsProgress)
            let isEndless = type(of: pipeline.source).spec.boundedness == .unbounded
            let report = try await progress.whileShown {
                isEndless ? try await Self.untilStopped(runner) : try await runner.run()
            }
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

    /// Runs a pipeline that has no end of its own: where it is cancelled, as the first signal does,
    /// it ends in order, and what was read is committed.
    private static func untilStopped(_ runner: PipelineRunner) async throws -> PipelineReport {
        // Awaited here; nobody cancels it: it is drained instead.
        let run = Task { try await runner.run() }
        return try await withTaskCancellationHandler {
            try await run.value
        } onCancel: {
            runner.drain()
        }
    }

    /// Gives secrets from the environment, then from a folder.
    private var provider: ChainedSecretProvider {
        let environment = ProcessEnvironment.system
        var providers: [any SecretProvider] = [EnvironmentSecretProvider(environment)]
        if let folder = secrets ?? environment["DDBKIT_SECRETS"] {
            providers.append(FolderSecretProvider(folder: folder))
        }
        return ChainedSecretProvider(providers)
    }
}
