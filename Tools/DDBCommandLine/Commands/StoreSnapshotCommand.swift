import ArgumentParser
import DDBBase
import DDBJSON
import DDBStorage
import DDBStore
import Foundation

/// `ddbkit store snapshot`.
struct StoreSnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Writes a table into one file that restores on another machine.",
        discussion: """
            The file is a tar archive with the rows, the keys, the properties and the positions up
            to which changes were taken in. It may be made while the table is written. Unpacked, it
            is a Delta table; `ddbkit store restore` checks it first.
            """)

    @Argument(help: "The table.")
    var table: String

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("The file; one that is there is replaced.", valueName: "file"))
    var output: String

    @OptionGroup var asOf: AsOfOption

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        if output == "-" {
            throw ValidationError(
                "A snapshot is written to a file, not to standard output; name one.")
        }
    }

    func run() async throws {
        let pool = ThreadPool(threadCount: 2)
        let table = try await store.openExisting(pool: pool).table(table, asOf: asOf.point)
        let file = SnapshotFile(output)
        let summary = try await withTaskExecutorPreference(pool) {
            try await Self.write(table, file, pool)
        }
        try SnapshotFile.tell(summary, json: json)
    }

    @concurrent private static func write(
        _ table: StoredTable, _ file: SnapshotFile, _ pool: ThreadPool
    ) async throws -> SnapshotSummary {
        try await table.writeSnapshot(to: file.name, in: file.store(pool: pool))
    }
}

/// `ddbkit store restore`.
struct StoreRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Makes a table of a file that `store snapshot` wrote.",
        discussion: """
            All of the file is checked before anything is written, and the table appears whole or
            not at all.
            """)

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    @OptionGroup var store: StoreOptions

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The table's name; that of the snapshot by default.", valueName: "name"))
    var name: String?

    @Flag(help: "Replace a table of that name.")
    var replace = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        let pool = ThreadPool(threadCount: 2)
        let tables = store.open(pool: pool)
        let (file, name, replace) = (SnapshotFile(file), name, replace)
        let summary = try await withTaskExecutorPreference(pool) {
            try await Self.restore(file, into: tables, as: name, replaces: replace, pool)
        }
        try SnapshotFile.tell(summary, json: json)
    }

    @concurrent private static func restore(
        _ file: SnapshotFile, into tables: TableStore, as name: String?, replaces: Bool,
        _ pool: ThreadPool
    ) async throws -> SnapshotSummary {
        try await tables.restore(
            file.name, from: file.store(pool: pool), as: name, replaces: replaces)
    }
}

/// A file by its folder and name.
struct SnapshotFile {
    private let folder: String
    let name: String

    init(_ path: String) {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        folder = url.deletingLastPathComponent().path
        name = url.lastPathComponent
    }

    func store(pool: ThreadPool) -> LocalBlobStore { LocalBlobStore(root: folder, pool: pool) }

    static func tell(_ summary: SnapshotSummary, json: Bool) throws(OutputFailure) {
        if json {
            try Console.writeLine(
                JSONText.line(
                    JSONText.object([
                        ("table", .string(summary.table)),
                        ("version", .number("\(summary.version)")),
                        ("parts", .number("\(summary.partCount)")),
                        ("bytes", .number("\(summary.byteCount)")),
                    ])))
        } else {
            try Console.writeLine(
                "\(summary.table): version \(summary.version), "
                    + "\(Quantity.count(summary.partCount)) parts, "
                    + "\(Quantity.bytes(summary.byteCount))")
        }
    }
}
