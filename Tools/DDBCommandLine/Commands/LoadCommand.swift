import ArgumentParser
import DDBBase
import DDBBundledPlugins
import DDBConfiguration
import DDBDynamoDBSink
import DDBPipeline
import Foundation

/// `ddbkit load`.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Writes the items of files, exports or stored tables into a DynamoDB table.",
        discussion: """
            Writes of one key take effect in the order of the input, and what DynamoDB throttles is
            sent again until it is taken. With --resume a load that was ended goes on to the record
            where it was, when the same command is given again.
            """)

    @Argument(help: "The table's name or ARN.")
    var table: String

    @OptionGroup var input: LoadInput
    @OptionGroup var writing: LoadWriting
    @OptionGroup var aws: AWSOptions

    @Option(
        name: .customLong("resume"),
        help: ArgumentHelp(
            "A file that remembers what is written, and goes away when all is.",
            valueName: "jobfile"))
    var jobFile: String?

    @Flag(help: "Read and check everything, write nothing, and tell what it would take.")
    var dryRun = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(help: "Say nothing but warnings when all goes well.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "How long a load that is stopped writes what it has read.", valueName: "s",
            visibility: .hidden))
    var drainSeconds: Int?

    func validate() throws {
        if jobFile != nil, input.from.contains("-") {
            throw ValidationError(
                "--resume needs files that can be read again, not standard input.")
        }
        if dryRun, jobFile != nil {
            throw ValidationError("--dry-run writes nothing, so there is nothing to --resume.")
        }
    }

    func run() async throws {
        do {
            try await load()
        } catch {
            throw LoadFlags.naming(error)
        }
    }

    private func load() async throws {
        let context = ComponentContext(logger: Log.logger())
        let source = try input.source()
        try source.files?.refuse([
            ("--dead-letter", writing.deadLetter), ("--resume", jobFile),
            ("--skipped-lines", input.values.skippedLines),
        ])
        let sink = try writing.sink(table: table, keys: input.keys, aws: aws)
        let configuration = try PipelineConfiguration([
            "name": ConfigurationNode(text: "load " + table),
            "source": source.node, "sink": ["dynamodb": sink],
            "settings": writing.settings,
        ])
        var pipeline = try configuration.build(registry: .bundled, context: context)
        if dryRun {
            return try await LoadRehearsal(pipeline, sink: sink, context)
                .run(json: json, keepsRejects: writing.deadLetter != nil)
        }
        let job = try jobFile.map {
            try LoadJob(
                path: $0,
                identity: "\(try configuration.identity(in: .bundled)) \(table)\(writing.meaning)"
                    + (try source.files.map { " files=" + (try $0.fingerprint()) } ?? ""))
        }
        let target = try DynamoDBSink(
            options: Options(sink, fields: DynamoDBSink.spec.fields), context: context,
            journal: job)
        pipeline.sink = target
        pipeline.settings.rejectRemedy =
            "--dead-letter FILE sets such records aside; --dry-run tells the first, with their lines."
        let runner = PipelineRunner(pipeline, context: context, keeping: job)
        let showsProgress = !quiet && !json && Console.showsProgress
        let progress = ProgressLine(
            runner.counters, writes: { target.counts },
            isShown: showsProgress)
        let settled = job?.settledCount ?? 0
        let stop = LoadStop(
            bound: drainSeconds.map { .seconds($0) } ?? LoadStop.bound, isResumable: job != nil,
            isQuiet: quiet, hidesProgress: showsProgress, time: context.time)
        let start = context.time.monotonicNanoseconds
        func report(isStopped: Bool) -> LoadReport {
            LoadReport(
                table: table, counts: runner.counters.snapshot,
                duration: .nanoseconds(
                    Int64(clamping: context.time.monotonicNanoseconds &- start)),
                isStopped: isStopped, writes: target.counts, settledBefore: settled)
        }
        let isDrained: Bool
        do {
            isDrained = try await progress.whileShown { try await stop.run(runner) }.isDrained
        } catch {
            // What was done is told however it ended, and then why.
            if runner.counters.hasBegun { try tell(report(isStopped: true), orRather: error) }
            throw error
        }
        if !isDrained { try job?.remove() }
        try tell(report(isStopped: isDrained))
        guard isDrained else { return }
        Console.complain("the load was stopped; what was read is written")
        // The status is the signal's: a load that did not end is no success.
        throw CancellationError()
    }

    /// Says what was done.
    ///
    /// - Throws: Where it cannot be said, the failure that is to be told anyway, or that.
    private func tell(_ report: LoadReport, orRather failure: (any Error)? = nil) throws {
        guard json || !quiet else { return }
        do throws(OutputFailure) {
            try Console.writeLine(json ? report.json : report.text)
        } catch {
            throw failure ?? error
        }
    }
}
