import ArgumentParser
import DDBBase
import DDBJSON
import DDBSchema
import DDBStore

/// `ddbkit store describe`.
struct StoreDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Shows a table's columns, and what they do not hold.",
        discussion: """
            What a column does not hold exactly stands in _rest, by reason: null (an explicit NULL),
            hidden (the column cannot tell two forms apart), type (another type than the column's),
            range (too wide for it), noColumn (the attribute has none).
            """)

    @Argument(help: "The table.")
    var table: String

    @OptionGroup var store: StoreOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let tables = try store.openExisting(pool: ThreadPool(threadCount: 2))
        let table = try await tables.table(table)
        let rest = try table.restCounts().counts.sorted { $0.key < $1.key }
        if json {
            Console.writeLine(JSONText.line(document(table, rest)))
        } else {
            show(table, rest)
        }
    }

    private func show(_ table: StoredTable, _ rest: [(key: AttributeName, value: [String: Int])]) {
        let rows = table.rowCount.map(Quantity.count) ?? "?"
        let bytes = table.parts.reduce(0) { $0 + $1.byteCount }
        Console.writeLine(
            "\(table.name): \(rows) rows, \(table.parts.count) parts, "
                + "\(Quantity.bytes(bytes)), version \(table.version), \(table.mode.rawValue)")
        for (name, value) in table.properties.sorted(by: { $0.key < $1.key }) {
            Console.writeLine("  \(name) = \(value)")
        }
        let columns =
            table.columns.columns.map { column in
                let attribute = column.attribute.description
                return [
                    column.name, column.type.description, attribute == column.name ? "" : attribute,
                ]
            } + table.systemColumns.map { [$0.rawValue, Self.type(of: $0), ""] }
        Console.writeLine("")
        Console.writeLine(TextTable(header: ["column", "type", "attribute"], rows: columns).text)
        guard !rest.isEmpty else { return }
        Console.writeLine("")
        let counts = rest.flatMap { name, reasons in
            reasons.sorted { $0.key < $1.key }.map { reason, count in
                [name.description, Quantity.count(count), reason]
            }
        }
        Console.writeLine(
            TextTable(header: ["in _rest", "values", "reason"], rows: counts, numbers: [1]).text)
    }

    private func document(
        _ table: StoredTable, _ rest: [(key: AttributeName, value: [String: Int])]
    ) -> JSONValue {
        let columns = table.columns.columns.map { column in
            JSONText.object([
                ("name", .string(column.name)), ("type", .string(column.type.description)),
                ("attribute", .string(column.attribute.description)),
            ])
        }
        let system = table.systemColumns.map { column in
            JSONText.object([
                ("name", .string(column.rawValue)), ("type", .string(Self.type(of: column))),
            ])
        }
        let counts = rest.map { name, reasons in
            let numbers = reasons.sorted { $0.key < $1.key }
                .map { ($0.key, JSONValue.number("\($0.value)")) }
            return (name.description, JSONText.object(numbers))
        }
        let properties = table.properties.sorted { $0.key < $1.key }
            .map { ($0.key, JSONValue.string($0.value)) }
        let bytes = table.parts.reduce(0) { $0 + $1.byteCount }
        return JSONText.object([
            ("name", .string(table.name)), ("version", .number("\(table.version)")),
            ("mode", .string(table.mode.rawValue)),
            ("keys", .array(table.columns.keys.map { .string($0.description) })),
            ("rows", table.rowCount.map { .number("\($0)") } ?? .null),
            ("parts", .number("\(table.parts.count)")), ("bytes", .number("\(bytes)")),
            ("columns", .array(columns + system)), ("rest", JSONText.object(counts)),
            ("properties", JSONText.object(properties)),
        ])
    }

    private static func type(of column: SystemColumn) -> String {
        switch column {
        case .record, .oldRecord: "json"
        case .eventType, .sequence: "string"
        case .rest: "DynamoDB JSON"
        case .timestamp: "timestamp"
        case .isDeleted: "integer"
        }
    }
}
