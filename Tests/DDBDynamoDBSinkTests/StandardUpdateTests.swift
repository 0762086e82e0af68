import DDBAttributes
import DDBBase
import DDBConfiguration
import DDBDynamoDB
import DDBLocal
import DDBPipeline
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Items that are loaded, and records that are reduced on them.
@Suite struct StandardUpdateTests {
    typealias Settings = [(String, ConfigurationNode)]

    private static func with(
        _ body: @Sendable (WrittenTable) async throws -> Void
    ) async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            try await body(table)
        }
    }

    private static func put(_ item: String) -> String { #"{"Item":{\#(item)}}"# }

    private static func item(_ wire: String) throws -> Item {
        let bytes = Array("{\(wire)}".utf8)
        return try Item(wire: bytes.span.bytes)
    }

    @Test func `without strategies attributes are merged, and those inside of maps`() async throws {
        try await Self.with { table in
            let id = #""id":{"S":"a"}"#
            try await table.write([
                Self.put(#"\#(id),"x":{"N":"1"},"m":{"M":{"a":{"S":"1"},"b":{"S":"1"}}}"#)
            ])
            try await table.write(
                [Self.put(#"\#(id),"y":{"N":"2"},"m":{"M":{"b":{"S":"2"},"c":{"L":[]}}}"#)],
                [("updates", "standard")])
            let expected = try Self.item(
                #"\#(id),"x":{"N":"1"},"y":{"N":"2"},"#
                    + #""m":{"M":{"a":{"S":"1"},"b":{"S":"2"},"c":{"L":[]}}}"#)
            #expect(try await table.items() == [expected])
            try await table.write([Self.put(#"\#(id),"z":{"N":"3"}"#)], [("updates", "delta")])
            #expect(try await table.items() == [try Self.item(#"\#(id),"z":{"N":"3"}"#)])
        }
    }

    @Test func `each attribute is reduced by its own strategy`() async throws {
        try await Self.with { table in
            let spec: ConfigurationNode = [
                "total=sum, low=min, high=max, tags=append", "list=append", "first=firstWriteWins",
                "last=lastWriteWins", "stats=merge", "stats.n=sum", "deep.n=maximize",
            ]
            let lines = (1...3).map { number in
                Self.put(
                    #""id":{"S":"a"},"total":{"N":"\#(number).5"},"low":{"N":"\#(10 - number)"},"#
                        + #""high":{"S":"\#(number % 3)"},"tags":{"SS":["x","t\#(number)"]},"#
                        + #""list":{"L":[{"N":"\#(number)"}]},"first":{"N":"\#(number)"},"#
                        + #""last":{"N":"\#(number)"},"#
                        + #""stats":{"M":{"n":{"N":"\#(number)"},"k\#(number)":{"NULL":true}}},"#
                        + #""deep":{"M":{"n":{"N":"\#(number)"},"old":{"N":"\#(number)"}}}"#)
            }
            // Two together, and one on what those have become.
            try await table.write(Array(lines.prefix(2)), [("reduce", spec)])
            try await table.write([lines[2]], [("reduce", spec)])
            let expected = try Self.item(
                #""id":{"S":"a"},"total":{"N":"7.5"},"low":{"N":"7"},"high":{"S":"2"},"#
                    + #""tags":{"SS":["x","t1","t2","t3"]},"list":{"L":[{"N":"1"},{"N":"2"},"#
                    + #"{"N":"3"}]},"first":{"N":"1"},"last":{"N":"3"},"stats":{"M":{"n":{"N":"6"},"#
                    + #""k1":{"NULL":true},"k2":{"NULL":true},"k3":{"NULL":true}}},"#
                    + #""deep":{"M":{"n":{"N":"3"},"old":{"N":"3"}}}"#)
            #expect(try await table.items() == [expected])
        }
    }

    @Test func `a delete ends what was, and what comes after begins anew`() async throws {
        try await Self.with { table in
            let gone = #"{"Keys":{"id":{"S":"a"}},"OldImage":{"id":{"S":"a"}}}"#
            let one = Self.put(#""id":{"S":"a"},"n":{"N":"1"}"#)
            let sum: Settings = [("reduce", "n=sum")]
            try await table.write([one, one, gone, one], sum)
            let first = try Self.item(#""id":{"S":"a"},"n":{"N":"1"}"#)
            #expect(try await table.items() == [first])
            try await table.write([one, gone], sum)
            #expect(try await table.items().isEmpty)
            let report = try await table.write([gone], sum)
            #expect(report.counts.rowsWritten == 1)
        }
    }

    @Test func `what changes nothing is not written`() async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create(hasStream: true)
            let lines = (1...50).map { Self.put(#""id":{"S":"k\#($0)"},"n":{"N":"\#($0)"}"#) }
            try await table.write(lines, [("updates", "standard")])
            try await table.write(
                lines.map { $0.replacingOccurrences(of: #""}}}"#, with: #".00"}}}"#) },
                [("updates", "standard")])
            #expect(try await table.images().count == 50)
        }
    }

    @Test func `what cannot be reduced is set aside with its reason, and harms no other`()
        async throws
    {
        try await Self.with { table in
            let digits = String(repeating: "9", count: 38)
            try await table.write([
                Self.put(#""id":{"S":"text"},"n":{"S":"x"}"#),
                Self.put(#""id":{"S":"full"},"n":{"N":"\#(digits)"}"#),
            ])
            let dead = table.scratch.path + "/dead.jsonl"
            let lines =
                (0..<40).map { Self.put(#""id":{"S":"k\#($0 % 10)"},"n":{"N":"1"}"#) }
                + [
                    Self.put(#""id":{"S":"text"},"n":{"N":"1"}"#),
                    Self.put(#""id":{"S":"full"},"n":{"N":"0.1"}"#),
                    // One of a group is at fault: the others of it are reduced.
                    Self.put(#""id":{"S":"k1"},"n":{"S":"secret"}"#),
                    Self.put(#""id":{"S":"k1"},"n":{"N":"5"}"#),
                    Self.put(#""id":{"S":"k2"},"l":{"BOOL":true}"#),
                ]
            let report = try await table.write(
                lines,
                [
                    ("reduce", ["n=sum", "l=append"]),
                    ("dead-letter", ConfigurationNode(text: dead)),
                ])
            #expect(report.counts.rowsWritten == 45)
            let items = try await table.items(by: "id")
            for key in 0..<10 {
                let expected = try DecimalNumber(key == 1 ? "9" : "4")
                #expect(items["k\(key)"]?["n"] == .number(expected))
            }
            #expect(items["text"]?["n"] == .string("x"))
            #expect(items["full"]?["n"] == .number(try DecimalNumber(digits)))
            let letters = try String(contentsOfFile: dead, encoding: .utf8)
            #expect(letters.split(separator: "\n").count == 4, "\(letters)")
            for reason in [
                "What the table has is no number to add to, at attribute n",
                "more than 38 significant digits", "A sum takes numbers, at attribute n",
                "Only to lists and sets something is appended, at attribute l",
            ] {
                #expect(letters.contains(reason), "\(letters)")
            }
        }
    }

    @Test func `an item that grows too large is set aside`() async throws {
        try await Self.with { table in
            let text = String(repeating: "x", count: 150_000)
            let line = Self.put(#""id":{"S":"a"},"l":{"L":[{"S":"\#(text)"}]}"#)
            let report = try await table.runner(
                [[line, line, line]], [("reduce", "l=append")],
                settings: PipelineSettings(laneCount: 1, rejectCountMax: 1)
            ).run()
            #expect(report.counts.rowsRejected == 1)
            guard case .list(let values)? = try await table.items().first?["l"] else {
                Issue.record("no list")
                return
            }
            #expect(values.count == 2)
        }
    }

    @Test(arguments: [UInt64](1...3))
    func `sums and lists count every record once, whatever the endpoint does`(
        seed: UInt64
    ) async throws {
        let random = SeededRandom(seed: seed)
        var sums: [String: Int] = [:]
        var lists: [String: [Int]] = [:]
        var lines: [[String]] = [[], []]
        for number in 1...6000 {
            let key = random.number(below: 300)
            sums["k\(key)", default: 0] += number
            lists["k\(key)", default: []].append(number)
            lines[key % 2].append(
                Self.put(
                    #""id":{"S":"k\#(key)"},"n":{"N":"\#(number)"},"l":{"L":[{"N":"\#(number)"}]}"#)
            )
        }
        let (made, totals, orders) = (lines, sums, lists)
        var settings = LocalSettings()
        settings.seed = seed
        try await LocalServer.with(settings) { server in
            let table = try await WrittenTable(server)
            try await table.create()
            server.setFaults(try FaultRule.parse(Self.faults))
            let report = try await table.runner(
                made, [("reduce", ["n=sum", "l=append"]), ("sink.requests.max-buffered", "500")]
            ).run()
            #expect(report.counts.rowsWritten == 6000)
            #expect(server.faultsShown.values.reduce(0, +) > 0)
            server.setFaults([])
            for (key, item) in try await table.items(by: "id") {
                #expect(item["n"] == .number(DecimalNumber(Int64(totals[key] ?? 0))), "\(seed)")
                #expect(
                    item["l"]
                        == .list((orders[key] ?? []).map { .number(DecimalNumber(Int64($0))) }),
                    "seed \(seed), \(key)")
            }
        }
    }

    private static let faults =
        "BatchWriteItem:throttle@4%,BatchWriteItem:500@2%,BatchWriteItem:500-after@4%,"
        + "BatchWriteItem:reset-after@4%,BatchWriteItem:truncate@2%,BatchWriteItem:unprocessed@15%,"
        + "BatchGetItem:throttle@4%,BatchGetItem:500@4%,BatchGetItem:reset@2%,"
        + "BatchGetItem:truncate@2%,BatchGetItem:unprocessed@15%,BatchGetItem:latency=20ms@5%"

    @Test func `a key attribute stays as it is`() async throws {
        try await Self.with { table in
            for spec in ["id=sum", "id=append", "id.x=max"] {
                let error = await #expect(throws: PipelineError.self) {
                    try await table.write(
                        [Self.put(#""id":{"S":"a"}"#)], [("reduce", ConfigurationNode(text: spec))])
                }
                #expect(error?.message.contains("is of the table's key") == true, "\(spec)")
            }
        }
    }

    @Test func `options that contradict each other are told`() async throws {
        try await Self.with { table in
            let cases: [(Settings, String)] = [
                ([("updates", "delta"), ("reduce", "n=sum")], "set `updates` to standard"),
                ([("delta_updates", "true"), ("reduce", "n=sum")], "Delta updates read nothing"),
                ([("delta_updates", "true"), ("updates", "standard")], "says the opposite"),
                ([("reduce", "n=sum"), ("newer-wins", "v")], "do not go together"),
                ([("reduce", "n=summ")], "did you mean 'sum'?"),
                ([("reduce", "sum")], "name an attribute: total=sum"),
                ([("reduce", ["a=sum", "a.b=max"])], "takes as a whole"),
                ([("reduce", ["a.b=max", "a=sum"])], "takes as a whole"),
                ([("reduce", ["a=max", "a=sum"])], "two strategies"),
                ([("reduce", "a..b=max")], "a name without a letter"),
                ([("fields", "a")], "stand beside a document"),
                ([("root-document", "d"), ("fields", ["d=x"])], "different names"),
                ([("root-document", "d"), ("newer-wins", "v")], "one of `fields`"),
                ([("key", ["a", "b", "c"])], "Derive a dataset"),
            ]
            for (options, words) in cases {
                let error = #expect(throws: ConfigurationError.self) {
                    _ = try table.sink(options)
                }
                #expect(error?.message.contains(words) == true, "\(options): \(error as Any)")
            }
        }
    }
}
