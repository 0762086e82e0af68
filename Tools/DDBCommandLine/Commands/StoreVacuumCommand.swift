import ArgumentParser
import DDBBase
import DDBJSON
import DDBStore

/// `ddbkit store vacuum`.
struct StoreVacuumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacuum",
        abstract: "Deletes the files of a table that nobody needs.",
        discussion: """
            Files stay that the newest version has, that were taken out more lately than the table
            keeps deleted files (delta.deletedFileRetentionDuration), that a reader has open or a
            load has begun, and those that ddbkit did not make. A writer at work vacuums by itself;
            this is for a table that nobody writes, and ends with status 75 where somebody does. A
            table that ddbkit did not make is refused.
            """)

    @Argument(help: "The table.")
    var table: String

    @OptionGroup var store: StoreOptions

    @Flag(name: .customLong("dry-run"), help: "List the files and delete none.")
    var isDryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let tables = try store.openExisting(pool: ThreadPool(threadCount: 2))
        let summary = try await tables.vacuum(table, isDryRun: isDryRun)
        try Console.writeLine(
            json ? JSONText.line(Self.document(summary)) : Self.text(summary))
    }

    private static func text(_ summary: VacuumSummary) -> String {
        let total =
            "\(summary.table): \(Quantity.count(summary.files.count)) files, "
            + "\(Quantity.bytes(summary.byteCount)), "
            + (summary.isDryRun ? "would be deleted" : "deleted")
        var lines = (summary.isDryRun ? summary.files : []) + [total]
        if summary.heldFileCount > 0, let version = summary.oldestReadVersion {
            lines.append(
                "\(summary.table): \(Quantity.count(summary.heldFileCount)) more files are kept for "
                    + "readers of version \(version) or later ones")
        }
        return lines.joined(separator: "\n")
    }

    private static func document(_ summary: VacuumSummary) -> JSONValue {
        JSONText.object([
            ("name", .string(summary.table)), ("version", .number("\(summary.version)")),
            ("files", .array(summary.files.map { .string($0) })),
            ("bytes", .number("\(summary.byteCount)")), ("isDryRun", .bool(summary.isDryRun)),
            ("heldFiles", .number("\(summary.heldFileCount)")),
            ("oldestReadVersion", summary.oldestReadVersion.map { .number("\($0)") } ?? .null),
        ])
    }
}
