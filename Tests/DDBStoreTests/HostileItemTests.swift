import DDBAttributes
import DDBBase
import DDBSchema
import DDBStorage
import DDBStore
import DDBTestKit
import Testing

/// Items that nobody means and that DynamoDB allows.
@Suite struct HostileItemTests {
    /// Loads lines, expects equal items back and a table without faults.
    @discardableResult
    func check(
        _ lines: [String], plan: ColumnPlan = .automatic, lanes: Int = 1,
        settings: PartSettings = PartSettings(), batchBytes: Int = 4096
    ) async throws -> StoredTable {
        let fixture = StoreFixture()
        let table = try await fixture.load(
            lines, plan: plan, lanes: lanes, settings: settings, batchBytes: batchBytes)
        let expected = try StoreFixture.items(lines)
        let items = try await fixture.items(of: table)
        let byKey = Dictionary(grouping: items) { $0["pk"] }
        #expect(items.count == expected.count)
        for item in expected where byKey[item["pk"]] != [item] {
            Issue.record("an item came back changed")
            break
        }
        #expect(try await table.verify().faults == [])
        return table
    }

    @Test(arguments: [ColumnPlan.automatic, .record])
    func `a load of nothing makes a table without rows`(plan: ColumnPlan) async throws {
        let table = try await check([], plan: plan)
        #expect(table.rowCount == 0)
        #expect(try table.describe().partCount == 0)
    }

    @Test func `an item of nothing but its key`() async throws {
        let table = try await check(["{\"pk\":{\"S\":\"a\"}}"])
        #expect(
            try table.describe().columns.map(\.name) == [
                "pk", "_timestamp", "_event_type", "_rest",
            ])
        #expect(try table.describe().rest.counts == [:])
    }

    @Test func `an item of 1500 attributes`() async throws {
        let fields = (0..<1500).map { "\"a\($0)\":{\"N\":\"\($0)\"}" }
        let table = try await check(
            ["{\"pk\":{\"S\":\"a\"},\(fields.joined(separator: ","))}", "{\"pk\":{\"S\":\"b\"}}"])
        let description = try table.describe()
        #expect(description.columns.count <= 1000)
        #expect(description.rest.counts.count == 1501 - (description.columns.count - 3))
        #expect(Set(description.rest.counts.values) == [["noColumn": 1]])
    }

    @Test func `rows of a thousand NULLs`() async throws {
        let values = (0..<900).map { "\"a\($0)\":{\"N\":\"\($0)\"}" }.joined(separator: ",")
        let nulls = (0..<900).map { "\"a\($0)\":{\"NULL\":true}" }.joined(separator: ",")
        let lines =
            ["{\"pk\":{\"S\":\"v\"},\(values)}"]
            + (0..<40).map { "{\"pk\":{\"S\":\"\($0)\"},\(nulls)}" }
        let table = try await check(lines, batchBytes: 256 << 10)
        #expect(try table.describe().rest.counts["a7"] == ["null": 40])
    }

    @Test func `thousands of names that differ by case only`() async throws {
        let letters = Array("abcdefghijkl")
        let fields = (0..<900).map { number -> String in
            let name = letters.indices.map {
                number >> $0 & 1 == 1 ? letters[$0].uppercased() : String(letters[$0])
            }
            return "\"\(name.joined())\":{\"N\":\"\(number)\"}"
        }
        let table = try await check(
            ["{\"pk\":{\"S\":\"a\"},\(fields.joined(separator: ","))}"], batchBytes: 1 << 20)
        let names = table.columns.columns.map { $0.name.lowercased() }
        #expect(Set(names).count == names.count)
    }

    @Test func `names that clash with ours, with suffixes and with physical names`() async throws {
        let names = [
            "_rest", "_REST", "_rest__2", "_timestamp", "_record", "_Event_Type", "a", "A", "A__2",
            "a__2",
            "a__3", "with space", "e\u{301}", "\u{e9}", "tab\\t", "", "\\u0000", "a.b", "a`b",
            "\u{212A}", "k", "K", "col-d5a3d5a3-0000-0000-0000-000000000000",
        ].filter { !$0.isEmpty }
        let fields = names.enumerated().map { "\"\($1)\":{\"N\":\"\($0)\"}" }
        let inner = "\"m\":{\"M\":{\(fields.joined(separator: ","))}}"
        let table = try await check(
            ["{\"pk\":{\"S\":\"a\"},\(fields.joined(separator: ",")),\(inner)}"])
        #expect(table.columns.usesColumnMapping)
        let shown = table.columns.columns.map { $0.name.lowercased() }
        #expect(Set(shown).count == shown.count)
        // An attribute that is called as another's physical name is.
        let physical = try #require(
            table.columns.columns.first { $0.name == "with space" }?.physicalName)
        let both = try await check([
            "{\"pk\":{\"S\":\"a\"},\"with space\":{\"S\":\"x\"},\"\(physical)\":{\"S\":\"y\"}}"
        ])
        #expect(Set(both.columns.columns.map(\.physicalName)).count == 3)
    }

    @Test func `32 levels of maps and lists`() async throws {
        for open in [("{\"M\":{\"x\":", "}}"), ("{\"L\":[", "]}")] {
            let value =
                String(repeating: open.0, count: 32) + "{\"N\":\"1.5\"}"
                + String(repeating: open.1, count: 32)
            let other =
                String(repeating: open.0, count: 31) + "{\"S\":\"y\"}"
                + String(repeating: open.1, count: 31)
            try await check(["{\"pk\":{\"S\":\"a\"},\"d\":\(value)}", "{\"pk\":{\"S\":\"b\"}}"])
            try await check([
                "{\"pk\":{\"S\":\"a\"},\"d\":\(value)}", "{\"pk\":{\"S\":\"b\"},\"d\":\(other)}",
            ])
        }
    }

    @Test func `every spelling of a number is the same number afterwards`() async throws {
        let spellings = [
            "0", "-0", "+0", "0.0", "00", "007", "1", "1.0", "1E0", "+1", "1e+0", "10E-1", ".5",
            "5.", "-.5",
            "1E125", "9.9999999999999999999999999999999999999E125", "1E-130", "-1E-130",
            "99999999999999999999999999999999999999", "-99999999999999999999999999999999999999",
            "0.00000000000000000000000000000000000001", "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808", "-9223372036854775809", "999999999999999999",
            "1000000000000000000",
            "123456789012345678.9", "1E37", "1E38", "12345678901234567890123456789012345678E-38",
        ]
        let valid = spellings.filter {
            (try? StoreFixture.items(["{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"\($0)\"}}"])) != nil
        }
        #expect(valid.count > 20)
        for (place, first) in valid.enumerated() {
            for second in [valid[(place + 1) % valid.count], valid[(place * 7 + 3) % valid.count]] {
                let lines = [first, second, "1"].enumerated().map { index, number in
                    "{\"pk\":{\"S\":\"\(index)\"},\"n\":{\"N\":\"\(number)\"},\"l\":{\"L\":"
                        + "[{\"N\":\"\(number)\"},{\"NULL\":true}]},\"j\":{\"M\":{\"x\":{\"N\":\"\(number)\"}}}}"
                }
                try await check(lines)
            }
        }
        let mixed = valid.enumerated().map { index, number in
            "{\"pk\":{\"S\":\"\(index)\"},\"j\":{\"L\":[{\"N\":\"\(number)\"},{\"S\":\"x\"}]}}"
        }
        try await check(mixed)
        try await check(mixed, plan: .record)
    }

    @Test func `numbers that grow when they are written out`() async throws {
        let numbers = (0..<200_000).map { "{\"N\":\"\($0 % 9 + 1)E37\"}" }.joined(separator: ",")
        let lines = ["{\"pk\":{\"S\":\"a\"},\"l\":{\"L\":[\(numbers)]}}"]
        try await check(lines, batchBytes: 256 << 10)
    }

    @Test func `a list of many empty maps under a struct of many fields`() async throws {
        let fields = (0..<90).map { "\"f\($0)\":{\"N\":\"\($0)\"}" }.joined(separator: ",")
        let empties = Array(repeating: "{\"M\":{}}", count: 2_000).joined(separator: ",")
        var settings = PartSettings()
        settings.rowGroupBytesMax = 256 << 10
        settings.partBytesTarget = 1
        let lines =
            ["{\"pk\":{\"S\":\"f\"},\"l\":{\"L\":[{\"M\":{\(fields)}}]}}"]
            + (0..<8).map { "{\"pk\":{\"S\":\"\($0)\"},\"l\":{\"L\":[\(empties)]}}" }
        let table = try await check(lines, settings: settings, batchBytes: 4 << 10)
        // What a row group takes in memory counts levels that are not written out yet.
        #expect(table.parts.count > 5)
    }

    @Test func `a census that overflows stays right when room comes back`() async throws {
        var settings = PartSettings()
        settings.limits.columnsMax = 20
        settings.rowGroupRowsMax = 5
        settings.replayBytesMax = 0
        settings.partBytesTarget = 1
        let wide = (0..<11).map { "\"f\($0)\":{\"N\":\"\($0)\"}" }.joined(separator: ",")
        var lines: [String] = []
        // `a` takes the room, so `x` is JSON and its values' types go unseen.
        for number in 0..<20 {
            lines.append(
                "{\"pk\":{\"S\":\"w\(number)\"},\"a\":{\"M\":{\(wide)}},\"x\":{\"M\":{\"p\":{\"N\":\"1\"},"
                    + "\"q\":{\"S\":\"s\"}}}}")
        }
        for number in 0..<20 {
            lines.append(
                "{\"pk\":{\"S\":\"t\(number)\"},\"x\":{\"S\":\"text\"},\"y\":{\"N\":\"1\"}}")
        }
        // Then `a` is mixed and gives its room back.
        for number in 0..<20 {
            lines.append(
                "{\"pk\":{\"S\":\"m\(number)\"},\"a\":{\"S\":\"text\"},\"x\":{\"N\":\"1\"}}")
        }
        for lanes in 1...3 {
            for replay in [0, 1 << 20] {
                settings.replayBytesMax = replay
                for batchBytes in [100, 1000, 4096] {
                    let table = try await check(
                        lines, lanes: lanes, settings: settings, batchBytes: batchBytes)
                    #expect(try table.restCounts().counts == [:])
                }
            }
        }
    }

    @Test func `more names than are counted`() async throws {
        var settings = PartSettings()
        settings.limits.attributesMax = 50
        settings.limits.columnsMax = 30
        settings.rowGroupRowsMax = 20
        settings.replayBytesMax = 0
        let lines = (0..<300).map {
            "{\"pk\":{\"S\":\"\($0)\"},\"n\($0)\":{\"N\":\"1\"},\"m\":{\"M\":{\"k\($0)\":{\"S\":\"x\"}}}}"
        }
        for lanes in 1...3 { try await check(lines, lanes: lanes, settings: settings) }
    }

    @Test func `a type that changes and an attribute in the last item of the last file`()
        async throws
    {
        var settings = PartSettings()
        settings.rowGroupRowsMax = 50
        settings.replayBytesMax = 0
        settings.partBytesTarget = 1
        let lines =
            (0..<600).map {
                "{\"pk\":{\"S\":\"\($0)\"},\"n\":{\"N\":\"\($0)\"},\"t\":{\"S\":\"x\"}}"
            }
            + [
                "{\"pk\":{\"S\":\"last\"},\"n\":{\"N\":\"0.5\"},\"t\":{\"N\":\"1\"},\"late\":{\"BOOL\":true}}"
            ]
        for lanes in 1...4 {
            let table = try await check(lines, lanes: lanes, settings: settings)
            #expect(
                table.columns.columns.map { "\($0.name) \($0.type)" } == [
                    "pk string", "late boolean", "n decimal(4,1)", "t json",
                ])
            #expect(try table.restCounts().counts == [:])
        }
    }

    @Test func `a part that is written anew keeps the times of its items`() async throws {
        let fixture = StoreFixture()
        var settings = PartSettings()
        settings.replayBytesMax = 0
        settings.rowGroupRowsMax = 10
        settings.partBytesTarget = 1
        var options = LoadOptions(
            plan: .automatic, keys: ["pk"], timestamp: Instant(microseconds: 5))
        options.parts = settings
        let load = try await fixture.store.load("t", options: options)
        let lane = load.makeLane()
        let lines =
            (0..<40).map { "{\"pk\":{\"S\":\"\($0)\"},\"n\":{\"N\":\"\($0)\"}}" }
            + ["{\"pk\":{\"S\":\"last\"},\"n\":{\"S\":\"x\"}}"]
        for var batch in try StoreFixture.batches(lines, batchBytes: 100) {
            for index in batch.records.indices {
                batch.records[index].eventTime = Instant(microseconds: 77)
            }
            try await lane.append(batch)
        }
        let summary = try await load.commit([try await lane.finish()])
        #expect(summary.rewrittenRowCount >= 40)
        let table = try await fixture.store.table("t")
        var times: Set<Int64?> = []
        for part in table.parts {
            var items = try await table.items(of: part)
            while let batch = try items.nextBatch() {
                times.formUnion(batch.records.map { $0.eventTime?.microseconds })
            }
        }
        #expect(times == [77])
    }

    @Test func `a declared key must be one`() async throws {
        let cases = [
            ["{\"pk\":{\"S\":\"a\"}}", "{\"pk\":{\"N\":\"1\"}}"],
            ["{\"pk\":{\"S\":\"a\"}}", "{\"other\":{\"N\":\"1\"}}"],
            ["{\"pk\":{\"BOOL\":true}}"], ["{\"pk\":{\"M\":{\"x\":{\"S\":\"a\"}}}}"],
            ["{\"pk\":{\"SS\":[\"a\"]}}"], ["{\"pk\":{\"NULL\":true}}"],
        ]
        for lines in cases {
            await #expect(throws: StoreError.self, "\(lines)") {
                try await StoreFixture().load(lines)
            }
        }
    }

    @Test func `declared columns that do not fit together are refused`() async throws {
        let string = TableColumn("pk", named: "pk", .string)
        let cases: [TableColumns] = [
            TableColumns(keys: ["pk"], columns: [string, string]),
            TableColumns(keys: ["pk", "pk"], columns: [string]),
            TableColumns(keys: ["other"], columns: [string]),
            TableColumns(keys: ["pk"], columns: [TableColumn("pk", named: "pk", .json)]),
            TableColumns(
                keys: ["pk"], columns: [string, TableColumn("a", named: "PK", .string)]),
            TableColumns(
                keys: ["pk"], columns: [string, TableColumn("a", named: "_rest", .string)]),
            TableColumns(
                keys: ["pk"],
                columns: [string, TableColumn("a", named: "a", .decimal(precision: 60, scale: 50))]),
            TableColumns(
                keys: ["pk"], columns: [string, TableColumn("a", named: "a", .structure([]))]),
            TableColumns(
                keys: ["pk"], columns: [string, TableColumn("a", named: "a", .set(.boolean))]),
        ]
        for columns in cases {
            await #expect(throws: StoreError.self, "\(columns)") {
                try await StoreFixture().load([], plan: .declared(columns))
            }
        }
    }
}
