import DDBAttributes
import DDBBase
import DDBParquet
import DDBSchema
import DDBStore
import DDBTestKit
import Testing

/// Columns and rows of a table, chosen by name and condition.
@Suite struct ScanTests {
    static let lines = (0..<400).map { number -> String in
        var fields = ["\"pk\":{\"S\":\"key-\(number)\"}", "\"i\":{\"N\":\"\(number)\"}"]
        if number % 3 != 0 { fields.append("\"d\":{\"N\":\"\(number).\(number % 4)5\"}") }
        if number % 5 == 0 {
            fields.append("\"t\":{\"S\":\"\(["EUR", "USD", "GBP"][number % 3])\"}")
        }
        if number % 2 == 0 { fields.append("\"b\":{\"BOOL\":\(number % 4 == 0)}") }
        if number % 7 == 0 { fields.append("\"l\":{\"L\":[{\"S\":\"x\"},{\"S\":\"y\"}]}") }
        if number % 11 == 0 { fields.append("\"m\":{\"M\":{\"f\":{\"N\":\"1\"}}}") }
        if number % 13 == 0 {
            fields.append("\"big\":{\"N\":\"1234567890123456789012345.\(number)\"}")
        }
        if number == 399 { fields.append("\"late\":{\"B\":\"AQI=\"}") }
        return "{\(fields.joined(separator: ","))}"
    }

    static func table() async throws -> StoredTable {
        var settings = PartSettings()
        settings.rowGroupRowsMax = 50
        settings.partBytesTarget = 1
        settings.replayBytesMax = 0
        return try await StoreFixture().load(lines, settings: settings, batchBytes: 1000)
    }

    /// The keys of the rows that pass.
    static func keys(_ scan: TableScan) async throws -> [String] {
        var scan = scan
        var keys: [String] = []
        while let chunk = try await scan.next() {
            guard case .byteArray(let texts) = chunk.columns[0].leaves[0].values else { continue }
            #expect(chunk.passing.count == chunk.rowCount)
            for row in 0..<chunk.rowCount where chunk.passing[row] {
                keys.append(String(decoding: texts[row], as: UTF8.self))
            }
        }
        return keys
    }

    static func number(_ text: String) throws -> RowValue { .number(try DecimalNumber(text)) }

    @Test func `conditions choose exactly the rows that SQL would`() async throws {
        let table = try await Self.table()
        let decimals = { (number: Int) in
            number % 3 == 0 ? nil : Double(number) + Double(number % 4) / 10 + 0.05
        }
        let cases: [(RowCondition, (Int) -> Bool)] = [
            (.and([]), { _ in true }), (.or([]), { _ in false }),
            (.compare("i", .equal, .integer(17)), { $0 == 17 }),
            (.compare("i", .less, try Self.number("17.5")), { $0 <= 17 }),
            (.compare("i", .greaterOrEqual, try Self.number("-1E100")), { _ in true }),
            (.compare("i", .greater, try Self.number("1E100")), { _ in false }),
            (.compare("i", .equal, try Self.number("17.5")), { _ in false }),
            (.isIn("i", [.integer(3), .integer(390), .integer(1000)]), { $0 == 3 || $0 == 390 }),
            (
                .compare("d", .lessOrEqual, try Self.number("10.25")),
                { (decimals($0) ?? 99) <= 10.25 }
            ),
            (.compare("d", .greater, try Self.number("10.251")), { (decimals($0) ?? 0) > 10.251 }),
            (.isNull("d"), { $0 % 3 == 0 }), (.isNotNull("d"), { $0 % 3 != 0 }),
            (.compare("t", .equal, .text("EUR")), { $0 % 15 == 0 }),
            (.isIn("t", [.text("EUR"), .text("USD"), .text("x")]), { $0 % 5 == 0 && $0 % 3 < 2 }),
            (.compare("t", .greaterOrEqual, .text("G")), { $0 % 5 == 0 && $0 % 3 > 0 }),
            (.compare("b", .equal, .boolean(false)), { $0 % 4 == 2 }),
            (.isNull("l"), { $0 % 7 != 0 }), (.isNotNull("m"), { $0 % 11 == 0 }),
            (
                .compare("big", .greater, try Self.number("1234567890123456789012345.3")),
                { $0 % 13 == 0 && (Double("0.\($0)") ?? 0) > 0.3 }
            ),
            (.isNotNull("late"), { $0 == 399 }), (.isNull("late"), { $0 != 399 }),
            (.compare("late", .equal, .binary([1, 2])), { $0 == 399 }),
            (
                .and([.compare("i", .greater, .integer(100)), .isNull("b"), .isNotNull("t")]),
                { $0 > 100 && $0 % 2 == 1 && $0 % 5 == 0 }
            ),
            (
                .or([.compare("i", .less, .integer(3)), .compare("b", .equal, .boolean(true))]),
                { $0 < 3 || $0 % 4 == 0 }
            ),
            (.compare("_event_type", .equal, .text("SNAPSHOT")), { _ in true }),
            (.compare("_timestamp", .less, .time(Instant(microseconds: 0))), { _ in false }),
        ]
        for (condition, passes) in cases {
            let keys = try await Self.keys(table.scan(columns: ["pk"], where: condition))
            #expect(
                keys == (0..<400).filter(passes).map { "key-\($0)" }, "\(condition)")
        }
    }

    @Test func `parts and pages that cannot match are not read`() async throws {
        let table = try await Self.table()
        #expect(table.parts.count >= 6)
        var scan = try table.scan(columns: ["pk"], where: .compare("i", .equal, .integer(17)))
        while try await scan.next() != nil {}
        #expect(scan.readPartCount == 1)
        #expect(scan.skippedPartCount == table.parts.count - 1)
        #expect(scan.readRowCount <= 60)
    }

    @Test func `columns come in the order asked for, null where a part lacks them`() async throws {
        let table = try await Self.table()
        var scan = try table.scan(columns: ["late", "l", "pk"])
        var rows = 0
        var values = 0
        while let chunk = try await scan.next() {
            #expect(chunk.columns.map(\.name) == ["late", "l", "pk"])
            #expect(chunk.columns[0].leaves[0].definitionLevels.count == chunk.rowCount)
            rows += chunk.rowCount
            values += chunk.columns[0].leaves[0].values.count
            let lists = chunk.columns[1].leaves[0]
            #expect(lists.repetitionLevels.count { $0 == 0 } == chunk.rowCount)
        }
        #expect(rows == 400)
        #expect(values == 1)
        var all = try table.scan()
        #expect(try await all.next()?.columns.count == table.columns.columns.count + 3)
    }

    @Test func `a column that is not there, or of another type, is refused`() async throws {
        let table = try await Self.table()
        #expect(throws: StoreError.self) { try table.scan(columns: ["nope"]) }
        #expect(throws: StoreError.self) { try table.scan(where: .isNull("I")) }
        #expect(throws: StoreError.self) {
            try table.scan(where: .compare("i", .equal, .text("1")))
        }
        #expect(throws: StoreError.self) {
            try table.scan(where: .compare("l", .equal, .text("x")))
        }
        var deep = RowCondition.isNull("i")
        for _ in 0..<100 { deep = .and([deep]) }
        #expect(throws: StoreError.self) { try table.scan(where: deep) }
    }
}
