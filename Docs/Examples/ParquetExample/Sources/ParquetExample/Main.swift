import DDBParquet
import Foundation

/// Writes a Parquet file of orders, and reads from it those above an amount.
///
///     ParquetExample FILE
@main
struct ParquetExample {
    static func main() throws {
        let path = CommandLine.arguments.dropFirst().first ?? "orders.parquet"
        try Data(try orders()).write(to: URL(fileURLWithPath: path))
        try printLargeOrders(path)
    }

    /// Three columns: a number, text that may be null, and a list of texts.
    static func orders() throws -> [UInt8] {
        let schema = try ParquetSchema([
            .primitive("amount", .required, .int64),
            .primitive("customer", .optional, .byteArray, .string),
            .list("tags", .required, element: .primitive("tag", .required, .byteArray, .string)),
        ])
        var settings = WriterSettings()
        settings.bloomFilterLeaves = [1]
        settings.pageRowsMax = 1000

        var writer = try ParquetWriter(schema: schema, settings: settings)
        for start in stride(from: 0, to: 10_000, by: 5000) {
            try writer.writeRowGroup(rowCount: 5000, columns: columns(start..<start + 5000))
        }
        let summary = try writer.finish()
        print("wrote \(summary.rowCount) rows, \(summary.leaves[1].nullCount) without a customer")
        return writer.takeBytes()
    }

    static func columns(_ rows: Range<Int>) -> [LeafColumn] {
        let named = rows.filter { $0 % 10 != 0 }
        // Definition level 1: the value is there; 0: it is null.
        let customers = LeafColumn(
            definitionLevels: rows.map { $0 % 10 != 0 ? 1 : 0 },
            values: .byteArray(ByteArrayColumn(named.map { "customer \($0 % 97)" })))
        // Two tags a row. Repetition level 0 begins a row, 1 continues its list.
        let tags = LeafColumn(
            definitionLevels: rows.flatMap { _ in [1, 1] },
            repetitionLevels: rows.flatMap { _ in [0, 1] },
            values: .byteArray(ByteArrayColumn(rows.flatMap { ["web", "day \($0 % 7)"] })))
        return [LeafColumn(values: .int64(rows.map(Int64.init))), customers, tags]
    }

    /// Reads two columns of the pages that may hold what is wanted.
    static func printLargeOrders(_ path: String) throws {
        let reader = try ParquetReader(source: FileByteSource(path: path))
        let plan = try reader.plan(
            leaves: [0, 1], where: .compare(leaf: 0, .greaterOrEqual, .integer(9995)))
        for slice in plan {
            let columns = try reader.read(slice)
            guard case .int64(let amounts) = columns[0].values,
                case .byteArray(let names) = columns[1].values
            else { continue }
            print("read \(slice.rowCount) of \(reader.rowCount) rows")
            var name = 0
            for (amount, level) in zip(amounts, columns[1].definitionLevels) {
                defer { name += level == 1 ? 1 : 0 }
                // Pages are chosen, not rows: the condition is checked once more.
                guard amount >= 9995 else { continue }
                let text = level == 1 ? String(decoding: names[name], as: UTF8.self) : "nobody"
                print("\(amount): \(text)")
            }
        }
    }
}
