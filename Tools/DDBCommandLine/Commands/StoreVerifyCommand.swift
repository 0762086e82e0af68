import ArgumentParser
import DDBBase
import DDBJSON
import DDBStore

/// `ddbkit store verify`.
struct StoreVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Reads every row of a table, or of all, and proves it.",
        discussion: """
            The log is read from its oldest version on, and its checkpoints are compared with its
            commits. Sizes, checksums of files and pages, counts of rows, bounds and what masks rows
            are compared with the log, every item is put together from its columns, and no two
            visible rows may have one key. The key index is compared with the rows, unless a writer
            holds the table: then that is said. A table that ddbkit did not make is named and passed
            over: it is no fault.

            --repair makes the key index, checkpoints and _last_checkpoint anew where they are
            damaged, and deletes what writers that died have left. It needs the table for itself.
            Lost rows come back only from a copy.
            """)

    @Argument(help: "The table; all where none is named.")
    var table: String?

    @OptionGroup var store: StoreOptions

    @Flag(help: "Make anew what can be made of the rest of the table.")
    var repair = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let pool = ThreadPool(threadCount: 2)
        let tables = try store.openExisting(pool: pool)
        let names = if let table { [table] } else { try await tables.tableNames() }
        var isDamaged = false
        var objects: [JSONValue] = []
        for name in names {
            let outcome = try await outcome(name, in: tables, pool: pool)
            isDamaged = isDamaged || !outcome.faults.isEmpty
            objects.append(outcome.document)
            for fault in outcome.faults { Console.complain("\(name): \(fault)") }
            if !json { for line in outcome.lines { try Console.writeLine(line) } }
        }
        if json { try Console.writeLine(JSONText.line(.array(objects))) }
        if isDamaged { throw ExitStatus.badInput }
    }

    /// Verifies one table; one whose log is damaged counts as a table with a fault.
    private func outcome(
        _ name: String, in tables: TableStore, pool: ThreadPool
    ) async throws -> VerifyOutcome {
        do {
            let repairs = repair
            return try await withTaskExecutorPreference(pool) {
                repairs
                    ? VerifyOutcome(try await Self.repair(tables, name))
                    : VerifyOutcome(try await Self.read(tables, name))
            }
        } catch let error as StoreError where error.code == .foreignTable {
            return VerifyOutcome(foreign: name)
        } catch  where FailureReport.status(of: error) == .badInput {
            return VerifyOutcome(name: name, fault: "\(error)")
        }
    }

    @concurrent private static func read(
        _ tables: TableStore, _ name: String
    ) async throws -> TableVerification {
        try await tables.verify(name)
    }

    @concurrent private static func repair(
        _ tables: TableStore, _ name: String
    ) async throws -> TableRepair {
        try await tables.repair(name)
    }
}
