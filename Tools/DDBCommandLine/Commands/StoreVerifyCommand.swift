import ArgumentParser
import DDBBase
import DDBJSON
import DDBStore

/// `ddbkit store verify`.
struct StoreVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Reads every row of a table, or of all, and checks it.",
        discussion: """
            Sizes, checksums of pages and counts of rows are compared with the log, and every item
            is put together from its columns. A table that ddbkit did not make is named and passed
            over: it is no fault.
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
        var isDamaged = false
        var objects: [JSONValue] = []
        for name in names {
            let result = try await verify(name, in: tables, pool: pool)
            isDamaged = isDamaged || !result.faults.isEmpty
            objects.append(Self.document(result))
            for fault in result.faults { Console.complain("\(name): \(fault)") }
            guard !json, result.faults.isEmpty else { continue }
            guard !result.isForeign else {
                try Console.writeLine("\(name): not made by ddbkit, so not verified")
                continue
            }
            try Console.writeLine(
                "\(name): \(Quantity.count(result.rowCount)) rows in \(result.partCount) parts, "
                    + "all well")
        }
        if json { try Console.writeLine(JSONText.line(.array(objects))) }
        if isDamaged { throw ExitStatus.badInput }
    }

    /// What is known of a table after all of it was read.
    private struct Outcome {
        var name: String
        var rowCount = 0
        var partCount = 0
        var byteCount = 0
        var faults: [String] = []
        var isForeign = false
    }

    /// Verifies one table; one whose log is damaged counts as a table with a fault.
    private func verify(
        _ name: String, in tables: TableStore, pool: ThreadPool
    ) async throws -> Outcome {
        do {
            let table = try await tables.table(name)
            let result = try await withTaskExecutorPreference(pool) { try await Self.read(table) }
            return Outcome(
                name: name, rowCount: result.rowCount, partCount: result.partCount,
                byteCount: result.byteCount, faults: result.faults)
        } catch let error as StoreError where error.code == .foreignTable {
            return Outcome(name: name, isForeign: true)
        } catch  where FailureReport.status(of: error) == .badInput {
            return Outcome(name: name, faults: ["\(error)"])
        }
    }

    @concurrent private static func read(
        _ table: StoredTable
    ) async throws -> TableVerification {
        try await table.verify()
    }

    private static func document(_ outcome: Outcome) -> JSONValue {
        JSONText.object([
            ("name", .string(outcome.name)), ("rows", .number("\(outcome.rowCount)")),
            ("parts", .number("\(outcome.partCount)")), ("bytes", .number("\(outcome.byteCount)")),
            ("faults", .array(outcome.faults.map { .string($0) })),
            ("isForeign", .bool(outcome.isForeign)),
        ])
    }
}
