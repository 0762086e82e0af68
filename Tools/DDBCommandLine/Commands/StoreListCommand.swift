import ArgumentParser
import DDBBase
import DDBJSON
import DDBStore

/// `ddbkit store ls`.
struct StoreListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "Lists the tables.",
        discussion: """
            A table that cannot be opened has its fault in its row (in JSON the member `fault`) and
            keeps no other away: the status is 0, unless no table of the store can be opened.
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let tables = try store.openExisting(pool: ThreadPool(threadCount: 2))
        var objects: [JSONValue] = []
        var rows: [[String]] = []
        var openCount = 0
        var firstFault: (any Error)?
        for name in try await tables.tableNames() {
            let table: StoredTable
            do {
                table = try await tables.table(name)
            } catch let error where !(error is CancellationError) {
                firstFault = firstFault ?? error
                objects.append(
                    JSONText.object([("name", .string(name)), ("fault", .string("\(error)"))]))
                rows.append([name, "?", "?", "?", "?", "\(error)"])
                continue
            }
            openCount += 1
            let bytes = table.parts.reduce(0) { $0 + $1.byteCount }
            objects.append(
                JSONText.object([
                    ("name", .string(name)), ("version", .number("\(table.version)")),
                    ("mode", .string(table.mode.rawValue)),
                    ("rows", table.rowCount.map { .number("\($0)") } ?? .null),
                    ("parts", .number("\(table.parts.count)")), ("bytes", .number("\(bytes)")),
                ]))
            rows.append([
                name, table.rowCount.map(Quantity.count) ?? "?",
                Quantity.count(table.parts.count), Quantity.bytes(bytes), "\(table.version)",
                table.mode.rawValue,
            ])
        }
        if json {
            try Console.writeLine(JSONText.line(.array(objects)))
        } else {
            let header = ["table", "rows", "parts", "size", "version", "mode or fault"]
            try Console.writeLine(
                TextTable(header: header, rows: rows, numbers: [1, 2, 3, 4]).text)
        }
        if openCount == 0, let firstFault { throw FailureReport.status(of: firstFault) }
    }
}
