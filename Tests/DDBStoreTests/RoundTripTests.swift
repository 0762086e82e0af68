import DDBAttributes
import DDBSchema
import DDBStore
import Testing

@Suite struct RoundTripTests {
    /// Loads lines and expects equal items back.
    func check(
        _ lines: [String], plan: ColumnPlan = .automatic, lanes: Int = 1,
        settings: PartSettings = PartSettings(), _ note: String = ""
    ) async throws -> StoredTable {
        let fixture = StoreFixture()
        let table = try await fixture.load(lines, plan: plan, lanes: lanes, settings: settings)
        let expected = try StoreFixture.items(lines)
        let items = try await fixture.items(of: table)
        #expect(items.count == expected.count, "\(note)")
        let byKey = Dictionary(grouping: items) { $0["pk"] }
        for item in expected {
            let found = byKey[item["pk"]] ?? []
            if found != [item] {
                Issue.record("\(note): \(item) came back as \(found)")
                break
            }
        }
        return table
    }

    @Test func `every type comes back`() async throws {
        let table = try await check([
            """
            {"pk":{"S":"a"},"s":{"S":"x"},"n":{"N":"1"},"b":{"B":"AP8="},"t":{"BOOL":true},\
            "f":{"BOOL":false},"z":{"NULL":true},"m":{"M":{"x":{"S":"1"}}},"l":{"L":[{"S":"1"}]},\
            "ss":{"SS":["a","b"]},"ns":{"NS":["1","2"]},"bs":{"BS":["AA==","AP8="]}}
            """,
            "{\"pk\":{\"S\":\"b\"}}",
        ])
        #expect(
            table.columns.columns.map { "\($0.name) \($0.type.attributeType)" } == [
                "pk S", "b B", "bs BS", "f BOOL", "l L<S>", "m M", "n N", "ns NS", "s S", "ss SS",
                "t BOOL",
            ])
        #expect(try table.restCounts().counts == ["z": ["null": 1]])
    }

    @Test func `NULL, missing, empty and mistyped stay apart`() async throws {
        let values = [
            "{\"NULL\":true}", "{\"S\":\"\"}", "{\"S\":\"null\"}", "{\"L\":[]}", "{\"M\":{}}",
            "{\"N\":\"0\"}", "{\"BOOL\":false}", "{\"B\":\"\"}", "{\"SS\":[\"\"]}",
            "{\"L\":[{\"NULL\":true}]}", "{\"M\":{\"x\":{\"NULL\":true}}}",
            "{\"L\":[{\"M\":{}},{\"NULL\":true},{\"L\":[]}]}",
            "{\"L\":[{\"L\":[{\"NULL\":true}]}]}",
        ]
        for first in values {
            for second in values {
                _ = try await check(
                    [
                        "{\"pk\":{\"S\":\"1\"},\"x\":\(first)}", "{\"pk\":{\"S\":\"2\"}}",
                        "{\"pk\":{\"S\":\"3\"},\"x\":\(second)}",
                        "{\"pk\":{\"S\":\"4\"},\"x\":{\"L\":[\(first),\(second)]}}",
                        "{\"pk\":{\"S\":\"5\"},\"x\":{\"M\":{\"y\":\(first),\"z\":\(second)}}}",
                    ], "\(first) and \(second)")
                _ = try await check(
                    [
                        "{\"pk\":{\"S\":\"1\"},\"x\":{\"L\":[\(first),\(second)]}}",
                        "{\"pk\":{\"S\":\"2\"},\"x\":{\"L\":[\(second),\(first),\(first)]}}",
                        "{\"pk\":{\"S\":\"3\"},\"x\":{\"L\":[]}}",
                        "{\"pk\":{\"S\":\"4\"},\"x\":{\"NULL\":true}}",
                    ], "lists of \(first) and \(second)")
            }
        }
    }

    @Test(arguments: [
        (["1", "2"], "long"), (["1", "2.5"], "decimal(2,1)"), (["100", "0.25"], "decimal(5,2)"),
        (["9223372036854775807", "-9223372036854775808"], "long"),
        (["9223372036854775808"], "decimal(19,0)"), (["1E+30", "1E-7"], "decimal(38,7)"),
        (["1E+30", "1E-8"], "string"), (["1E+125"], "string"), (["0"], "long"),
        (["-0.5"], "decimal(1,1)"),
        (["1.5", "2", "12345678901234567890123456789"], "decimal(30,1)"),
        (["1E+2", "100.0", "+1"], "long"),
    ])
    func `numbers take the narrowest exact column`(numbers: [String], type: String) async throws {
        let lines = numbers.enumerated().map {
            "{\"pk\":{\"S\":\"\($0)\"},\"n\":{\"N\":\"\($1)\"},\"l\":{\"L\":[{\"N\":\"\($1)\"}]}}"
        }
        let table = try await check(lines)
        #expect(table.columns.columns.first { $0.name == "n" }.map { Self.name($0.type) } == type)
    }

    static func name(_ type: ColumnType) -> String {
        switch type {
        case .integer: "long"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .digits: "string"
        default: "other"
        }
    }

    @Test func `a map with many keys is JSON text`() async throws {
        let lines = (0..<30).map { item in
            let fields = (0..<5).map { "\"k\(item * 5 + $0)\":{\"N\":\"\($0)\"}" }
            return "{\"pk\":{\"S\":\"\(item)\"},\"m\":{\"M\":{\(fields.joined(separator: ","))}}}"
        }
        let table = try await check(lines)
        #expect(table.columns.columns.first { $0.name == "m" }?.type == .json)
    }

    @Test func `more attributes than columns come back too`() async throws {
        var settings = PartSettings()
        settings.limits.columnsMax = 20
        settings.limits.attributesMax = 40
        let lines = (0..<60).map { item in
            let fields = (0..<6).map { "\"k\((item * 7 + $0) % 90)\":{\"N\":\"\($0)\"}" }
            return "{\"pk\":{\"S\":\"\(item)\"},\(fields.joined(separator: ","))}"
        }
        let table = try await check(lines, settings: settings)
        #expect(table.columns.columns.count + table.systemColumns.count <= 20)
        #expect(try !table.restCounts().counts.isEmpty)
    }

    @Test func `record mode gives items back`() async throws {
        let lines = ItemLines(seed: 5).lines(300)
        let table = try await check(lines, plan: .record)
        #expect(table.columns.columns.map(\.name) == ["pk"])
        #expect(table.columns.hasRecord)
    }

    @Test(arguments: 0..<12)
    func `random items come back, whatever the cuts`(seed: Int) async throws {
        var settings = PartSettings()
        settings.rowGroupRowsMax = [50, 500, 7][seed % 3]
        settings.replayBytesMax = [0, 2000, 1 << 20][seed / 3 % 3]
        settings.partBytesTarget = seed % 2 == 0 ? 20_000 : 1 << 20
        let lines = ItemLines(seed: UInt64(seed), oddsOfMisfit: [0, 3, 30][seed % 3]).lines(700)
        _ = try await check(
            lines, lanes: 1 + seed % 3, settings: settings, "seed \(seed)")
    }
}
