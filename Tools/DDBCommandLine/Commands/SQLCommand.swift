import ArgumentParser
import DDBBase
import DDBQuery
import DDBStore
import Foundation

/// `ddbkit sql`.
struct SQLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: "Runs a statement over the tables of a store.",
        discussion: """
            Every table is a view of its current rows, or with --as-of of those that were current
            then: a time holds for all tables, a version needs a store of one table. Statements read
            and do nothing else: no other files, no network.
            The engine is DuckDB; its library is looked for under DDBKIT_DUCKDB, in the system, and
            where Tools/setup puts it.
            """)

    @Argument(help: "The statement, or - to read it from standard input.")
    var statement: String

    @OptionGroup var store: StoreOptions

    @OptionGroup var asOf: AsOfOption

    @Option(help: "How rows are written.")
    var format: FormatArgument = .table

    @Option(help: ArgumentHelp("When to give up: 500ms, 30s, 5m.", valueName: "duration"))
    var timeout: DurationArgument?

    @Option(help: ArgumentHelp("Write at most so many rows; all are counted.", valueName: "n"))
    var rows: Int?

    @Option(help: ArgumentHelp("Threads that work on the statement.", valueName: "n"))
    var threads: Int = min(64, ProcessInfo.processInfo.activeProcessorCount)

    @Option(help: ArgumentHelp("The most memory to take, in MiB.", valueName: "mib"))
    var memory: Int?

    func validate() throws {
        if let rows, rows < 0 { throw ValidationError("--rows must not be negative.") }
        if !(1...64).contains(threads) { throw ValidationError("--threads is from 1 to 64.") }
        if let memory, !(16...(1 << 24)).contains(memory) {
            throw ValidationError("--memory must be at least 16.")
        }
    }

    func run() async throws {
        let pool = ThreadPool(threadCount: 2)
        let tables = try store.openExisting(pool: pool)
        let engine = try QueryEngine(
            settings: QuerySettings(threadCount: threads, memoryBytesMax: memory.map { $0 << 20 }))
        let (views, broken) = try await open(tables)
        let session = try await engine.open(views, broken: broken)
        let writer = ResultWriter(
            format: format.value, rowsMax: rows, columnWidthMax: Console.isTerminal ? 60 : nil
        ) { try Console.write($0) }
        _ = try await session.run(try text(), timeout: timeout?.value, into: writer)
    }

    /// Opens every table once, so that a statement sees one version of each; what cannot be opened
    /// is told when a statement names it.
    private func open(
        _ tables: TableStore
    ) async throws -> (views: [QueryTable], broken: [String: any Error]) {
        let names = try await tables.tableNames()
        if case .version = asOf.point, names.count > 1 {
            throw CommandFailure(
                .usage,
                "--as-of takes a version in a store of one table, and this one has \(names.count): "
                    + "give a time, or a version to `ddbkit store export --as-of`.")
        }
        var views: [QueryTable] = []
        var broken: [String: any Error] = [:]
        for name in names {
            do {
                let table = try await tables.table(name, asOf: asOf.point)
                views.append(try await QueryTable(table, storePath: store.absolutePath))
            } catch {
                broken[name] = error
            }
        }
        if asOf.point != nil, views.isEmpty, let first = broken.min(by: { $0.key < $1.key }) {
            throw first.value
        }
        return (views, broken)
    }

    private func text() throws -> String {
        guard statement == "-" else { return statement }
        let limit = QuerySettings().statementBytesMax
        let data = try FileHandle.standardInput.read(upToCount: limit + 1) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
