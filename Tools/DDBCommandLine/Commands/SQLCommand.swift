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
            Every table is a view. Statements read and do nothing else: no other files, no network.
            The engine is DuckDB; its library is looked for under DDBKIT_DUCKDB, in the system, and
            where Tools/setup puts it.
            """)

    @Argument(help: "The statement, or - to read it from standard input.")
    var statement: String

    @OptionGroup var store: StoreOptions

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
        var views: [QueryTable] = []
        var broken: [String: any Error] = [:]
        for name in try await tables.tableNames() {
            do {
                views.append(
                    QueryTable(try await tables.table(name), storePath: store.absolutePath))
            } catch {
                broken[name] = error
            }
        }
        let session = try await engine.open(views, broken: broken)
        let writer = ResultWriter(
            format: format.value, rowsMax: rows, columnWidthMax: Console.isTerminal ? 60 : nil
        ) { try Console.write($0) }
        _ = try await session.run(try text(), timeout: timeout?.value, into: writer)
    }

    private func text() throws -> String {
        guard statement == "-" else { return statement }
        let limit = QuerySettings().statementBytesMax
        let data = try FileHandle.standardInput.read(upToCount: limit + 1) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
