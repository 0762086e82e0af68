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

            Of each partition of the input it shows how far the table has come: the position where the
            source goes on, and the greatest sequence of a change.
            """)

    @Argument(help: "The table.")
    var table: String

    @OptionGroup var store: StoreOptions

    @OptionGroup var asOf: AsOfOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let tables = try store.openExisting(pool: ThreadPool(threadCount: 2))
        let stored = try await tables.table(table, asOf: asOf.point)
        let description = try stored.describe()
        let changed = try await stored.lastChangeTime()
        try Console.writeLine(
            json
                ? JSONText.line(Self.document(description, changed))
                : Self.text(description, changed))
    }

    private static func text(_ table: TableDescription, _ changed: Instant?) -> String {
        let rows = table.rowCount.map(Quantity.count) ?? "?"
        var lines = [
            "\(table.name): \(rows) rows, \(table.partCount) parts, "
                + "\(Quantity.bytes(table.byteCount)), version \(table.version), "
                + table.mode.rawValue + (changed.map { ", changed \($0.iso8601)" } ?? "")
        ]
        for (name, value) in table.properties.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(name) = \(value)")
        }
        let columns = table.columns.map { column in
            let note = [
                column.isKey ? "key" : nil,
                column.attribute == column.name ? nil : column.attribute.map { "of '\($0)'" },
            ].compactMap(\.self).joined(separator: ", ")
            return [column.name, column.attributeType ?? "", note, column.type]
        }
        let header = ["column", "holds", "", "type"]
        lines += ["", TextTable(header: header, rows: columns).text]
        let counts = sortedRest(table).flatMap { name, reasons in
            reasons.map { [name, Quantity.count($0.count), $0.reason] }
        }
        if !counts.isEmpty {
            let header = ["in _rest", "values", "reason"]
            lines += ["", TextTable(header: header, rows: counts, numbers: [1]).text]
        }
        if !table.positions.isEmpty {
            let header = ["partition", "position", "sequence"]
            let rows = table.positions.map { saved in
                [
                    saved.partition,
                    [saved.position, saved.isFinished ? "finished" : nil].compactMap(\.self)
                        .joined(separator: ", "),
                    saved.order.map { order in
                        order.epoch == 0 ? order.sequence : "\(order.epoch)/\(order.sequence)"
                    } ?? "",
                ]
            }
            lines += ["", TextTable(header: header, rows: rows).text]
        }
        return lines.joined(separator: "\n")
    }

    private static func document(_ table: TableDescription, _ changed: Instant?) -> JSONValue {
        let positions = table.positions.map { saved in
            JSONText.object([
                ("partition", .string(saved.partition)),
                ("position", saved.position.map { .string($0) } ?? .null),
                ("finished", .bool(saved.isFinished)),
                ("epoch", saved.order.map { .number("\($0.epoch)") } ?? .null),
                ("sequence", saved.order.map { .string($0.sequence) } ?? .null),
            ])
        }
        let columns = table.columns.map { column in
            JSONText.object([
                ("name", .string(column.name)), ("type", .string(column.type)),
                ("attribute", column.attribute.map { .string($0) } ?? .null),
                ("attributeType", column.attributeType.map { .string($0) } ?? .null),
                ("isKey", .bool(column.isKey)),
            ])
        }
        let rest = sortedRest(table).map { name, reasons in
            (name, JSONText.object(reasons.map { ($0.reason, .number("\($0.count)")) }))
        }
        let properties = table.properties.sorted { $0.key < $1.key }
            .map { ($0.key, JSONValue.string($0.value)) }
        return JSONText.object([
            ("name", .string(table.name)), ("version", .number("\(table.version)")),
            ("mode", .string(table.mode.rawValue)),
            ("rows", table.rowCount.map { .number("\($0)") } ?? .null),
            ("parts", .number("\(table.partCount)")), ("bytes", .number("\(table.byteCount)")),
            ("lastChange", changed.map { .string($0.iso8601) } ?? .null),
            ("positions", .array(positions)), ("columns", .array(columns)),
            ("rest", JSONText.object(rest)),
            ("properties", JSONText.object(properties)),
        ])
    }

    private static func sortedRest(
        _ table: TableDescription
    ) -> [(name: String, reasons: [(reason: String, count: Int)])] {
        table.rest.counts.sorted { $0.key < $1.key }.map { name, reasons in
            (
                name.description,
                reasons.sorted { $0.key < $1.key }.map { (reason: $0.key, count: $0.value) }
            )
        }
    }
}
