import ArgumentParser
import DDBBase
import DDBConfiguration
import DDBJSON
import DDBSchema
import DDBStore

/// `ddbkit store compact`.
struct StoreCompactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Merges small and much-masked parts of a table.",
        discussion: """
            What the table holds stays the same. A writer at work compacts by itself; this is for a
            table that nobody writes, and ends with status 75 where somebody does. With --purge no
            part has masked rows afterwards, for readers that know no deletion vectors, and rows
            stand in the order of their keys. The files that were merged stay until
            `ddbkit store vacuum` deletes them.
            """)

    @Argument(help: "The table.")
    var table: String

    @OptionGroup var store: StoreOptions

    @Flag(help: "Write all parts anew that have masked rows, or rows in another order.")
    var purge = false

    @Option(
        help: ArgumentHelp(
            "The key attributes, partition key first, joined by a comma, of a table that does not know them.",
            valueName: "names"))
    var key: String?

    @Flag(help: "Print JSON, a line a step.")
    var json = false

    func run() async throws {
        let tables = try store.openExisting(pool: ThreadPool(threadCount: 2))
        let keys = key.map { NameListText.parse($0).map { AttributeName($0) } }
        var total = Total()
        try await tables.compact(table, goal: purge ? .purge : .balance, keys: keys) { step in
            total.add(step)
            if json { try Console.writeLine(JSONText.line(Self.document(step))) }
        }
        if !json { try Console.writeLine("\(table): \(total.text)") }
    }

    private static func document(_ step: CompactionSummary) -> JSONValue {
        JSONText.object([
            ("version", .number("\(step.version)")),
            ("partsRead", .number("\(step.readPartCount)")),
            ("bytesRead", .number("\(step.readByteCount)")),
            ("partsWritten", .number("\(step.writtenPartCount)")),
            ("bytesWritten", .number("\(step.writtenByteCount)")),
            ("rows", .number("\(step.rowCount)")),
            ("rowsDropped", .number("\(step.droppedRowCount)")),
        ])
    }

    /// What all steps did.
    private struct Total {
        private var steps = 0
        private var sum: CompactionSummary?

        mutating func add(_ step: CompactionSummary) {
            steps += 1
            guard var sum else {
                self.sum = step
                return
            }
            sum.version = step.version
            sum.readPartCount += step.readPartCount
            sum.readByteCount += step.readByteCount
            sum.writtenPartCount += step.writtenPartCount
            sum.writtenByteCount += step.writtenByteCount
            sum.rowCount += step.rowCount
            sum.droppedRowCount += step.droppedRowCount
            self.sum = sum
        }

        var text: String {
            guard let sum else { return "nothing to compact" }
            return
                "\(Quantity.count(sum.readPartCount)) parts, \(Quantity.bytes(sum.readByteCount)), "
                + "became \(Quantity.count(sum.writtenPartCount)), "
                + "\(Quantity.bytes(sum.writtenByteCount)); "
                + "\(Quantity.count(sum.droppedRowCount)) masked rows left out; version \(sum.version)"
        }
    }
}
