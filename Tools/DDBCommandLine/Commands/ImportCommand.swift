import ArgumentParser
import DDBAttributes
import DDBBase
import DDBBundledPlugins
import DDBConfiguration
import DDBExport
import DDBJSON
import DDBPipeline
import DDBStore
import Foundation

/// `ddbkit import`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Makes a table of a full DynamoDB export to S3 that lies on disk.",
        discussion: """
            Manifests, checksums and item counts are verified, and the table appears whole or not at
            all. An import that died is continued by the next one with the same options. No AWS
            account is needed.
            """)

    @Argument(
        help: """
            The export's folder, its manifest-summary.json, or a folder above exactly one export.
            """)
    var export: String

    @OptionGroup var store: StoreOptions

    @Option(
        name: [.customLong("as"), .customLong("table")],
        help: ArgumentHelp("The table's name; the export's by default.", valueName: "name"))
    var table: String?

    @Option(
        help: ArgumentHelp(
            "auto (typed columns), record (the key and the item as JSON), or a column file.",
            valueName: "auto|record|file"))
    var columns = "auto"

    @Option(
        help: ArgumentHelp(
            "The key attributes, partition key first, joined by a comma; by default guessed.",
            valueName: "pk[,sk]"))
    var key: String?

    @Flag(help: "Replace a table of that name.")
    var replace = false

    @Flag(help: "Give up an unfinished import of that table rather than go on with it.")
    var restart = false

    @Option(
        help: ArgumentHelp(
            "How often what is read is made durable, so that a crash costs no more.",
            valueName: "duration"))
    var checkpointInterval: DurationArgument?

    @Option(help: ArgumentHelp("Threads that read, decode and write.", valueName: "n"))
    var threads: Int = min(64, ProcessInfo.processInfo.activeProcessorCount)

    @Flag(help: "Print the result as JSON.")
    var json = false

    @Flag(help: "Say nothing but warnings when all goes well.")
    var quiet = false

    func validate() throws {
        if !(1...64).contains(threads) { throw ValidationError("--threads is from 1 to 64.") }
        if key != nil, columns != "auto", columns != "record" {
            throw ValidationError(
                "--key does not go with a column file: its `keys` name the key attributes.")
        }
    }

    func run() async throws {
        let time = SystemTimeSource()
        let start = time.monotonicNanoseconds
        let pool = ThreadPool(threadCount: 2)
        var context = ComponentContext(logger: Log.logger(), pool: pool)
        let found = try await Export(at: ExportFinder.find(export, pool: pool))
        let name = table ?? found.summary.table.name
        // The folder may be called otherwise next time; the export is known by its ARN.
        context.sourceIdentity = "export"
        let configuration = try PipelineConfiguration(try pipeline(found, table: name))
        let pipeline = try configuration.build(registry: .bundled, context: context)
        let runner = PipelineRunner(pipeline, context: context)
        let progress = ProgressLine(
            runner.counters, isShown: !quiet && !json && Console.showsProgress)
        let report = try await progress.whileShown { try await runner.run() }
        let stored = try await store.open(pool: pool).table(name)
        let seconds = Double(time.monotonicNanoseconds - start) * 1e-9
        try tell(
            name, items: stored.rowCount ?? report.counts.rowsWritten,
            resumed: max(0, (stored.rowCount ?? 0) - report.counts.rowsWritten),
            bytesIn: found.byteCount,
            bytesOut: stored.parts.reduce(0) { $0 + $1.byteCount }, seconds: seconds,
            version: stored.version)
    }

    /// The pipeline that an import is: the export source into the store sink.
    private func pipeline(_ found: Export, table: String) throws -> ConfigurationNode {
        var sink: [ConfigurationEntry] = [
            ConfigurationEntry("path", ConfigurationNode(text: store.path)),
            ConfigurationEntry("table", ConfigurationNode(text: table)),
            ConfigurationEntry("replace", ConfigurationNode(text: replace ? "true" : "false")),
            ConfigurationEntry("restart", ConfigurationNode(text: restart ? "true" : "false")),
            ConfigurationEntry("columns", try columnsNode()),
            ConfigurationEntry("properties", properties(found.summary)),
        ]
        if let interval = checkpointInterval {
            let text = ConfigurationNode(text: DurationText.format(interval.value))
            sink.append(ConfigurationEntry("checkpoint-interval", text))
        }
        if let key {
            let nodes = NameListText.parse(key).map { ConfigurationNode(text: $0) }
            sink.append(ConfigurationEntry("key", ConfigurationNode(.list(nodes))))
        }
        if let moment = found.summary.exportTime {
            sink.append(
                ConfigurationEntry("timestamp", ConfigurationNode(text: moment.iso8601)))
        }
        return [
            "name": ConfigurationNode(text: "import " + table),
            "source": ["export": ["path": ConfigurationNode(text: export)]],
            "sink": ["store": ConfigurationNode(.map(sink))],
            "settings": ["lanes": ConfigurationNode(text: "\(threads)")],
        ]
    }

    private func columnsNode() throws -> ConfigurationNode {
        guard columns != "auto", columns != "record" else {
            return ConfigurationNode(text: columns)
        }
        return try ConfigurationNode.load(path: columns, environment: .system)
    }

    private func properties(_ summary: ManifestSummary) -> ConfigurationNode {
        var entries = [
            ConfigurationEntry(
                TableProperty.tableArn, ConfigurationNode(text: summary.table.arn))
        ]
        let others = [
            (TableProperty.tableId, summary.tableId),
            (TableProperty.exportArn, summary.exportArn),
            (TableProperty.exportTime, summary.exportTime?.iso8601),
        ]
        for (name, value) in others {
            if let value {
                entries.append(ConfigurationEntry(name, ConfigurationNode(text: value)))
            }
        }
        return ConfigurationNode(.map(entries))
    }

    private func tell(
        _ name: String, items: Int, resumed: Int, bytesIn: Int, bytesOut: Int, seconds: Double,
        version: Int64
    ) throws(OutputFailure) {
        if json {
            let milliseconds = Int((seconds * 1000).rounded())
            let fraction = String(milliseconds % 1000)
            let text =
                "\(milliseconds / 1000)."
                + String(repeating: "0", count: 3 - fraction.count) + fraction
            try Console.writeLine(
                JSONText.line(
                    JSONText.object([
                        ("table", .string(name)), ("items", .number("\(items)")),
                        ("bytesIn", .number("\(bytesIn)")), ("bytesOnDisk", .number("\(bytesOut)")),
                        ("seconds", .number(text)), ("version", .number("\(version)")),
                        ("resumedItems", .number("\(resumed)")),
                    ])))
        } else if !quiet {
            try Console.writeLine(
                "\(name): \(Quantity.count(items)) items"
                    + (resumed > 0
                        ? " (\(Quantity.count(resumed)) from an import that did not finish)" : "")
                    + ", \(Quantity.bytes(bytesIn)) in, "
                    + "\(Quantity.bytes(bytesOut)) on disk, \(Quantity.duration(seconds))")
        }
    }
}
