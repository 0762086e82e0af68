import ArgumentParser
import DDBBase
import DDBBundledPlugins
import DDBConfiguration
import DDBLinesSink
import DDBPipeline
import DDBStore
import Foundation

/// `ddbkit store export`.
struct StoreExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a table's current rows into one file.",
        discussion: """
            parquet and csv have the table's columns, under the names that SQL knows them by; jsonl
            has the items as plain JSON, ddb-json as DynamoDB JSON, one a line. Of a table in the
            mode history jsonl and ddb-json have the changes. The file appears whole or not at all.
            """)

    @Argument(help: "The table.")
    var table: String

    @OptionGroup var store: StoreOptions

    @Option(help: "What is written.")
    var format: ExportFormatArgument

    @Option(help: ArgumentHelp("The file; - is standard output.", valueName: "file"))
    var output = "-"

    @OptionGroup var asOf: AsOfOption

    @Option(
        help: ArgumentHelp(
            "The columns of parquet or csv in their order, joined by commas; by default all.",
            valueName: "a,b"))
    var columns: String?

    @Flag(help: "Write over a file of that name.")
    var replace = false

    @Option(
        help: ArgumentHelp(
            "Threads that make lines of items; with more than one, lines of different parts mix.",
            valueName: "n"))
    var threads = 1

    @Flag(help: "Say nothing but warnings when all goes well.")
    var quiet = false

    func validate() throws {
        if output.isEmpty { throw ValidationError("--output needs a file, or -.") }
        if columns != nil, !format.hasColumns {
            throw ValidationError(
                "--columns goes with parquet and csv: items are written whole.")
        }
        if !(1...64).contains(threads) { throw ValidationError("--threads is from 1 to 64.") }
        if format == .parquet, output == "-", Console.isTerminal {
            throw ValidationError("Parquet is nothing for a terminal; name a file with --output.")
        }
    }

    func run() async throws {
        let time = SystemTimeSource()
        let start = time.monotonicNanoseconds
        let pool = ThreadPool(threadCount: 2)
        let tables = try store.openExisting(pool: pool)
        if !replace, Self.isFile(output) {
            throw CommandFailure(
                .exists, "'\(output)' exists; write over it with --replace, or name another file.")
        }
        let rows =
            format.hasColumns
            ? try await writeColumns(try await tables.table(table, asOf: asOf.point), pool)
            : try await writeLines(try await tables.table(table, asOf: asOf.point), pool)
        guard output != "-", !quiet else { return }
        let seconds = Double(time.monotonicNanoseconds - start) * 1e-9
        let size = Self.isFile(output) ? try Self.byteCount(of: output) : nil
        try Console.writeLine(
            "\(table): \(Quantity.count(rows)) rows"
                + (size.map { ", \(Quantity.bytes($0))" } ?? "")
                + " in \(output), \(Quantity.duration(seconds))")
    }

    /// Writes the columns of the rows.
    ///
    /// - Returns: How many rows there were.
    private func writeColumns(_ table: StoredTable, _ pool: ThreadPool) async throws -> Int {
        let names = columns.map(NameListText.parse)
        let file =
            try OutputFile.stream(path: output)
            ?? OutputFile.hidden(
                beside: output, isReplacing: replace, name: SystemRandomSource().uuid())
        do {
            let rows = try await withTaskExecutorPreference(pool) {
                try await format == .csv
                    ? Self.writeCSV(table, names, file) : Self.writeParquet(table, names, file)
            }
            try file.publish()
            return rows
        } catch {
            file.abandon()
            throw error
        }
    }

    @concurrent private static func writeCSV(
        _ table: StoredTable, _ names: [String]?, _ file: OutputFile
    ) async throws -> Int {
        var export = try CSVExport(table, columns: names)
        while let bytes = try await export.next() {
            try Task.checkCancellation()
            try file.append(bytes)
        }
        return export.rowCount
    }

    @concurrent private static func writeParquet(
        _ table: StoredTable, _ names: [String]?, _ file: OutputFile
    ) async throws -> Int {
        var export = try ParquetExport(table, columns: names)
        while let bytes = try await export.next() {
            try Task.checkCancellation()
            try file.append(bytes)
        }
        return export.rowCount
    }

    /// Writes items or changes as lines: the store source into the lines sink.
    ///
    /// - Parameter stored: The table at the version that is written; its pin keeps the version
    ///   there until the pipeline ends.
    /// - Returns: How many rows there were.
    private func writeLines(_ stored: StoredTable, _ pool: ThreadPool) async throws -> Int {
        func text(_ value: String) -> ConfigurationNode { ConfigurationNode(text: value) }
        let lines = format == .jsonl ? "json" : "ddb-json"
        let node: ConfigurationNode = [
            "name": text("export " + table),
            "source": [
                "store": [
                    "path": text(store.path), "table": text(table),
                    "version": text("\(stored.version)"),
                ]
            ],
            "sink": [
                "lines": [
                    "path": text(output), "format": text(lines),
                    "shape": text(stored.mode == .history ? "change" : "item"),
                    "replace": text(replace ? "true" : "false"),
                ]
            ],
            // Changes stay in the order of the table.
            "settings": ["lanes": text(stored.mode == .history ? "1" : "\(threads)")],
        ]
        let context = ComponentContext(logger: Log.logger(), pool: pool)
        let pipeline = try PipelineConfiguration(node).build(registry: .bundled, context: context)
        let runner = PipelineRunner(pipeline, context: context)
        let progress = ProgressLine(
            runner.counters, isShown: !quiet && output != "-" && Console.showsProgress)
        let report = try await progress.whileShown { try await runner.run() }
        return withExtendedLifetime(stored) { report.counts.rowsWritten }
    }

    /// Whether there is a file, not a pipe or device, at a path.
    private static func isFile(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return path != "-" && attributes?[.type] as? FileAttributeType == .typeRegular
    }

    private static func byteCount(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    }
}

/// The format of an exported table on the command line.
enum ExportFormatArgument: String, ExpressibleByArgument, CaseIterable {
    case parquet, jsonl, ddbJSON = "ddb-json", csv

    /// Whether the file has the table's columns.
    var hasColumns: Bool {
        switch self {
        case .parquet, .csv: true
        case .jsonl, .ddbJSON: false
        }
    }
}
