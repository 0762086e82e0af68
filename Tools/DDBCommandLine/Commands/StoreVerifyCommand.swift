import ArgumentParser
import DDBAttributes
import DDBBase
import DDBJSON
import DDBStore

/// `ddbkit store verify`.
struct StoreVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Reads every row of a table, or of all, and checks it.",
        discussion: """
            Sizes, checksums of pages and counts of rows are compared with the log, and every item is put
            together from its columns.
            """)

    @Argument(help: "The table; all where none is named.")
    var table: String?

    @OptionGroup var store: StoreOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let pool = ThreadPool(threadCount: 2)
        let tables = try store.openExisting(pool: pool)
        let names = if let table { [table] } else { try await tables.tableNames() }
        var faults = 0
        var objects: [JSONValue] = []
        for name in names {
            let result = await check(name, in: tables, pool: pool)
            faults += result.faults.count
            objects.append(
                JSONText.object([
                    ("name", .string(name)), ("rows", .number("\(result.rowCount)")),
                    ("parts", .number("\(result.partCount)")),
                    ("faults", .array(result.faults.map { .string("\($0)") })),
                ]))
            if json { continue }
            for fault in result.faults { Console.complain("\(name): \(fault)") }
            if result.faults.isEmpty {
                Console.writeLine(
                    "\(name): \(Quantity.count(result.rowCount)) rows in \(result.partCount) parts, "
                        + "all well")
            } else if case .notFound = FailureReport.status(of: result.faults[0]) {
                throw ExitStatus.notFound
            }
            try Task.checkCancellation()
        }
        if json { Console.writeLine(JSONText.line(.array(objects))) }
        if faults > 0 { throw ExitStatus.badInput }
    }

    private struct Outcome {
        var rowCount = 0
        var partCount = 0
        var faults: [any Error] = []
    }

    private func check(
        _ name: String, in tables: TableStore, pool: ThreadPool
    ) async -> Outcome {
        var outcome = Outcome()
        let table: StoredTable
        do {
            table = try await tables.table(name)
        } catch {
            outcome.faults.append(error)
            return outcome
        }
        for part in table.parts {
            do {
                outcome.rowCount += try await withTaskExecutorPreference(pool) {
                    try await Self.read(part, of: table)
                }
            } catch {
                outcome.faults.append(CommandFailure(.badInput, "\(part.name): \(error)"))
            }
            outcome.partCount += 1
        }
        return outcome
    }

    @concurrent private static func read(
        _ part: StoredPart, of table: StoredTable
    ) async throws -> Int {
        var items = try await table.items(of: part)
        var count = 0
        while let batch = try items.nextBatch() {
            count += batch.records.count
            try Task.checkCancellation()
        }
        if let expected = part.rowCount, expected != count {
            throw CommandFailure(.badInput, "it has \(count) rows, and the log says \(expected)")
        }
        return count
    }
}
