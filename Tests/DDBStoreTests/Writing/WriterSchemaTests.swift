import DDBAttributes
import DDBSchema
import DDBStore
import DDBTestKit
import Testing

/// Columns that come, stay and widen with the changes that need them.
@Suite struct WriterSchemaTests {
    private static func type(_ table: StoredTable, _ attribute: AttributeName) -> ColumnType? {
        table.columns.columns.first { $0.attribute == attribute }?.type
    }

    /// Commits changes one commit after the other and expects the table to hold them.
    private static func run(
        _ commits: [[[TestChange]]], options: WriterOptions = WriterFixture.options
    ) async throws -> (table: StoredTable, summaries: [CommitSummary]) {
        let fixture = WriterFixture()
        let writer = try await fixture.writer(options)
        var model = ChangeModel()
        var summaries: [CommitSummary] = []
        for (index, lanes) in commits.enumerated() {
            summaries.append(try await WriterFixture.commit(lanes, to: writer))
            for lane in lanes { try model.apply(lane) }
            try await fixture.expect(model, "commit \(index)")
        }
        try await writer.close()
        // Another writer finds the same table.
        let again = try await fixture.writer(options)
        try await WriterFixture.commit([[.put("last", "\"n\":{\"N\":\"1\"}")]], to: again)
        try model.apply([.put("last", "\"n\":{\"N\":\"1\"}")])
        try await fixture.expect(model, "the last")
        try await again.close()
        return (try await fixture.store.table("t"), summaries)
    }

    @Test func `a new attribute, and a new field of a struct, get columns in their commit`()
        async throws
    {
        let (table, _) = try await Self.run([
            [[.put("a", "\"s\":{\"S\":\"x\"}")]],
            [[.put("b", "\"m\":{\"M\":{\"x\":{\"S\":\"1\"}}}")]],
            [[.put("a", "\"m\":{\"M\":{\"x\":{\"S\":\"1\"},\"y\":{\"N\":\"2\"}}}")], [.put("c")]],
        ])
        #expect(Self.type(table, "s") == .string)
        guard case .structure(let fields) = Self.type(table, "m") else {
            Issue.record("the map is no struct")
            return
        }
        #expect(fields.map(\.attribute) == ["x", "y"])
        #expect(fields.map(\.type) == [.string, .integer])
    }

    @Test func `lanes of one commit that disagree about a new attribute get one column`()
        async throws
    {
        let (table, _) = try await Self.run([
            [
                [.put("a", "\"x\":{\"N\":\"1\"}"), .put("b", "\"y\":{\"N\":\"1\"}")],
                [.put("c", "\"x\":{\"N\":\"1.25\"}"), .put("d", "\"y\":{\"S\":\"text\"}")],
                [.put("a", "\"x\":{\"N\":\"7\"}"), .delete("b")],
            ]
        ])
        #expect(Self.type(table, "x") == .decimal(precision: 3, scale: 2))
        #expect(Self.type(table, "y") == .json)
    }

    @Test func `what does not fit a column that is there stands in the rest, and is counted`()
        async throws
    {
        let (table, _) = try await Self.run([
            [[.put("a", "\"s\":{\"S\":\"x\"},\"n\":{\"N\":\"1\"}")]],
            [[.put("b", "\"s\":{\"N\":\"5\"},\"n\":{\"BOOL\":true}")]],
        ])
        #expect(Self.type(table, "s") == .string)
        #expect(Self.type(table, "n") == .integer)
        let counts = try table.restCounts().counts
        #expect(counts["s"] == ["type": 1])
        #expect(counts["n"] == ["type": 1])
    }

    @Test func `numbers of a small table widen in the commit that needs it`() async throws {
        let (table, summaries) = try await Self.run([
            [[.put("a", "\"n\":{\"N\":\"1\"}"), .put("b", "\"n\":{\"N\":\"2\"}"), .put("c")]],
            [[.put("c", "\"s\":{\"S\":\"x\"}"), .put("d", "\"s\":{\"NULL\":true}")]],
            [
                [.put("b", "\"n\":{\"N\":\"2.5\"}"), .delete("d")],
                [.put("e", "\"n\":{\"N\":\"12345678901234567890\"}")],
            ],
            [[.put("a", "\"n\":{\"N\":\"1E-100\"}"), .delete("c")]],
        ])
        #expect(summaries[1].rewrittenRowCount == 0)
        #expect(summaries[2].rewrittenRowCount == 2)
        #expect(summaries[2].maskedCount == 2)
        #expect(Self.type(table, "n") == .digits)
        #expect(try table.restCounts().counts["n"] == nil)
    }

    @Test func `numbers of a table over the limit stand in the rest`() async throws {
        var options = WriterFixture.options
        options.limits.wideningRowsMax = 2
        let (table, summaries) = try await Self.run(
            [
                [(0..<3).map { .put("k\($0)", "\"n\":{\"N\":\"1\"}") }],
                [[.put("k0", "\"n\":{\"N\":\"2.5\"}")]],
            ], options: options)
        #expect(summaries[1].rewrittenRowCount == 0)
        #expect(Self.type(table, "n") == .integer)
        #expect(try table.restCounts().counts["n"] == ["range": 1])
    }

    @Test func `declared columns stay what they are`() async throws {
        var options = WriterOptions()
        let columns = ["pk", "n"].map { (name: String) in
            TableColumn(
                attribute: AttributeName(name), name: name, physicalName: name,
                type: name == "pk" ? .string : .integer)
        }
        options.plan = .declared(TableColumns(keys: ["pk"], columns: columns))
        let (table, _) = try await Self.run(
            [
                [[.put("a", "\"n\":{\"N\":\"1\"},\"new\":{\"S\":\"x\"}")]],
                [[.put("b", "\"n\":{\"N\":\"1.5\"}")]],
            ], options: options)
        #expect(table.columns.columns == columns)
    }

    private static func column(
        _ name: String, _ type: ColumnType, of attribute: AttributeName? = nil
    ) -> TableColumn {
        TableColumn(
            attribute: attribute ?? AttributeName(name), name: name, physicalName: name,
            type: type)
    }

    private static func declared(_ columns: TableColumn...) -> WriterOptions {
        var options = WriterOptions()
        options.plan = .declared(
            TableColumns(keys: ["pk"], columns: [column("pk", .string)] + columns))
        return options
    }

    @Test func `a table that is there gets the declared columns that it has not`() async throws {
        let fixture = WriterFixture()
        var model = ChangeModel()
        func commit(_ changes: [TestChange], _ options: WriterOptions) async throws {
            let writer = try await fixture.writer(options)
            try await WriterFixture.commit([changes], to: writer)
            try await writer.close()
            try model.apply(changes)
        }
        try await commit([.put("a", "\"n\":{\"N\":\"1\"}"), .put("b")], WriterFixture.options)
        let options = Self.declared(
            Self.column("price", .decimal(precision: 9, scale: 2), of: "cost"),
            Self.column("n", .integer))
        let members = "\"n\":{\"N\":\"2\"},\"cost\":{\"N\":\"3.5\"},\"other\":{\"S\":\"x\"}"
        try await commit([.put("b", members)], options)
        try await commit([.put("c", "\"cost\":{\"N\":\"12345678\"}"), .delete("a")], options)
        let table = try await fixture.store.table("t")
        #expect(table.columns.columns.map(\.name) == ["pk", "n", "price"])
        #expect(Self.type(table, "cost") == .decimal(precision: 9, scale: 2))
        #expect(try table.restCounts().counts["cost"] == ["range": 1])
        #expect(try table.restCounts().counts["other"] == ["noColumn": 1])
        try await fixture.expect(model)
    }

    @Test func `declared columns that contradict the table are refused by name`() async throws {
        let fixture = WriterFixture()
        let writer = try await fixture.writer()
        let nested = "\"m\":{\"M\":{\"x\":{\"N\":\"1\"},\"y\":{\"S\":\"s\"}}}"
        try await WriterFixture.commit([[.put("a", "\"n\":{\"N\":\"1\"},\(nested)")]], to: writer)
        try await writer.close()
        let within: [TableColumn] = [Self.column("y", .string)]
        // A part of a struct's fields is no contradiction.
        try await fixture.writer(Self.declared(Self.column("m", .structure(within)))).close()
        let cases: [(TableColumn, [String])] = [
            (Self.column("n", .string), ["'n'", "long", "string"]),
            (Self.column("count", .integer, of: "n"), ["'n'", "'count'"]),
            (Self.column("N", .integer, of: "other"), ["'N'", "'other'"]),
            (
                Self.column("m", .structure([Self.column("z", .string)])),
                ["'m'", "struct<z:string>"]
            ),
        ]
        for (column, words) in cases {
            let error = await #expect(throws: StoreError.self) {
                try await fixture.writer(Self.declared(column))
            }
            #expect(error?.code == .invalidColumns)
            for word in words { #expect(error?.message.contains(word) == true, "\(word)") }
        }
        var options = Self.declared(Self.column("new", .string))
        options.parts.limits.columnsMax = SystemColumn.allCases.count + 4
        let error = await #expect(throws: StoreError.self) { try await fixture.writer(options) }
        #expect(error?.code == .tooLarge)
    }

    @Test func `a table of whole records keeps them`() async throws {
        var options = WriterFixture.options
        options.plan = .record
        let (table, _) = try await Self.run(
            [
                [[.put("a", "\"n\":{\"N\":\"1\"},\"b\":{\"B\":\"AA==\"}")]],
                [[.put("a", "\"n\":{\"S\":\"1\"}"), .put("b")], [.delete("b")]],
            ], options: options)
        #expect(table.columns.hasRecord)
        #expect(table.columns.columns.map(\.attribute) == ["pk"])
    }

    @Test func `names that need column mapping come with any commit`() async throws {
        let (table, _) = try await Self.run([
            [[.put("a", "\"plain\":{\"S\":\"x\"}")]],
            [[.put("b", "\"with space\":{\"S\":\"x\"},\"PLAIN\":{\"N\":\"1\"}")]],
            [[.put("a", "\"with space\":{\"S\":\"y\"}")]],
        ])
        #expect(table.columns.usesColumnMapping)
        #expect(
            table.columns.columns.map(\.name) == ["pk", "plain", "PLAIN__2", "with space", "n"])
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `random items of all types survive any commits`(seed: UInt64) async throws {
        let random = SeededRandom(seed: seed)
        let lines = ItemLines(seed: seed, oddsOfMisfit: 60)
        let fixture = WriterFixture(seed: seed)
        var options = WriterFixture.options
        options.parts.rowGroupRowsMax = 16
        options.limits.wideningRowsMax = [0, 200, 200_000][Int(seed) % 3]
        var writer = try await fixture.writer(options)
        var expected: [String: Item] = [:]
        for commit in 0..<12 {
            var staged: [StagedChanges] = []
            for _ in 0..<2 {
                let lane = writer.makeLane()
                let wires = lines.lines(20, firstKey: random.number(below: 60))
                for batch in try StoreFixture.batches(wires, batchBytes: 4096) {
                    #expect(try await lane.append(batch) == [])
                    for record in batch.records {
                        let item = batch.item(at: record.newImage)
                        if case .string(let key) = item["pk"] { expected[key] = item }
                    }
                }
                if let sealed = try await lane.seal() { staged.append(sealed) }
            }
            _ = try await writer.commit(staged, [])
            if commit % 4 == 3 {
                try await writer.close()
                writer = try await fixture.writer(options)
            }
        }
        #expect(try await fixture.items() == expected, "seed \(seed)")
        #expect(try await fixture.store.table("t").verify().faults == [], "seed \(seed)")
        try await writer.close()
    }
}
