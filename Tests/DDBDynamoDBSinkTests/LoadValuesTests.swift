import DDBAttributes
import DDBLocal
import DDBTestSupport
import Foundation
import Testing

/// What `ddbkit load` makes of values and records that no item can have.
@Suite struct LoadValuesTests {
    private static func load(
        _ table: WrittenTable, _ arguments: [String]
    ) async throws -> Program.Outcome {
        try await Program("ddbkit").running(
            [
                "load", WrittenTable.name, "--endpoint", table.server.endpoint,
                "--flush-timeout", "100",
            ] + arguments, environment: LoadCommandTests.environment)
    }

    private static func with(
        _ body: @Sendable (WrittenTable) async throws -> Void
    ) async throws {
        try await LocalServer.with { server in
            let table = try await WrittenTable(server)
            try await table.create()
            try await body(table)
        }
    }

    /// Attributes that no item can have, as DynamoDB JSON.
    private static let bad = [
        #""s":{"SS":[]}"#, #""n":{"N":"1e126"}"#,
        #""n":{"N":"\#(String(repeating: "9", count: 39))"}"#,
        #""l":"# + String(repeating: #"{"L":["#, count: 33) + #"{"S":"x"}"#
            + String(repeating: "]}", count: 33),
    ]

    @Test func `lines that are no items are skipped and counted, and items become dead letters`()
        async throws
    {
        try await Self.with { table in
            var lines = [#"{"id":{"S":"first"}}"#]
            for (number, attribute) in Self.bad.enumerated() {
                lines.append(#"{"id":{"S":"bad\#(number)"},\#(attribute)}"#)
            }
            lines += [#"{"id":{"N":"1"}}"#, "{]", #"{"id":{"S":"last"}}"#]
            let text = lines.map { $0 + "\n" }.joined()
            try table.scratch.write("in.jsonl", Array(text.utf8))
            let path = table.scratch.path
            let arguments = [
                "--from", path + "/in.jsonl", "--dead-letter", path + "/dead", "--json",
                "--resume", path + "/job",
            ]
            let ended = try await Self.load(table, arguments)
            #expect(ended.status == 65, "\(ended.errors)")
            #expect(ended.errors.contains("line 2: "), "\(ended.errors)")
            let loaded = try await Self.load(
                table,
                arguments + ["--on-error", "skip", "--skipped-lines", path + "/skipped"])
            #expect(loaded.status == 0, "\(loaded.errors)")
            #expect(loaded.output.contains(#""skipped":5"#), "\(loaded.output)")
            let told = try String(contentsOfFile: path + "/skipped", encoding: .utf8)
            #expect(told.split(separator: "\n").count == 5, "\(told)")
            #expect(loaded.output.contains(#""deadLetters":1"#), "\(loaded.output)")
            #expect(loaded.errors.contains("line skipped"), "\(loaded.errors)")
            #expect(!loaded.errors.contains("bad1"), "\(loaded.errors)")
            #expect(Set(try await table.items(by: "id").keys) == ["first", "last"])
        }
    }

    @Test func `plain JSON and CSV skip what is none`() async throws {
        try await Self.with { table in
            let deep = String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
            try table.scratch.write(
                "in.json",
                Array(
                    """
                    {"id":"a"}
                    {"id":"b","n":1e126}
                    {"id":"c","l":\(deep)}
                    {"id":"d","n":\(String(repeating: "9", count: 39))}
                    """.utf8))
            try table.scratch.write(
                "in.csv", Array("id:S,n:N,\"s:SS(,)\"\ne,1,\"x,y\"\nf,one,\ng,1e126,\n".utf8))
            for (name, count) in [("in.json", 3), ("in.csv", 2)] {
                let arguments = ["--from", "\(table.scratch.path)/\(name)", "--json"]
                let ended = try await Self.load(
                    table, arguments + ["--dead-letter", table.scratch.path + "/dead"])
                #expect(ended.status == 65, "\(name): \(ended.errors)")
                let loaded = try await Self.load(table, arguments + ["--on-error", "skip"])
                #expect(loaded.status == 0, "\(name): \(loaded.errors)")
                #expect(loaded.output.contains(#""skipped":\#(count)"#), "\(loaded.output)")
            }
            let items = try await table.items(by: "id")
            #expect(Set(items.keys) == ["a", "e"])
            #expect(items["e"]?["s"] == .stringSet(["x", "y"]))
        }
    }

    @Test func `values that DynamoDB has no room for become what the options say`() async throws {
        try await Self.with { table in
            try table.scratch.write("in.csv", Array("id:S,t,n:N\na,,1e126\nb,x,NaN\n".utf8))
            try table.scratch.write(
                "in.json", Array(#"{"id":"c","t":null,"n":NaN,"m":1e126}"#.utf8))
            for (name, format, nulls) in [
                ("in.csv", "csv", "empty"), ("in.json", "jsonl", "drop"),
            ] {
                let loaded = try await Self.load(
                    table,
                    [
                        "--from", "\(table.scratch.path)/\(name)", "--format", format,
                        "--nulls", nulls, "--out-of-range", "text", "--non-finite", "text",
                    ])
                #expect(loaded.status == 0, "\(name): \(loaded.errors)")
            }
            let items = try await table.items(by: "id")
            #expect(items["a"]?["t"] == .string("") && items["a"]?["n"] == .string("1e126"))
            #expect(items["b"]?["n"] == .string("NaN"))
            #expect(items["c"]?["t"] == nil && items["c"]?["n"] == .string("NaN"))
            #expect(items["c"]?["m"] == .string("1e126"))
        }
    }

    @Test func `an option that a format does not have is refused`() async throws {
        try await Self.with { table in
            let path = table.scratch.path
            for name in ["in.parquet", "in.json"] {
                try table.scratch.write(name, Array(#"{"id":{"S":"a"}}"#.utf8))
            }
            let cases: [([String], String)] = [
                (["in.parquet", "--on-error", "skip"], "--on-error is not for Parquet"),
                (["in.parquet", "--nulls", "empty"], "--nulls empty is for CSV alone"),
                (["in.json", "--map", "-id"], "--map is not for DynamoDB JSON"),
                ([":t", "--map", "-id"], "--map is not for stored tables"),
                (["in.json", "--nulls", "drop"], "--nulls is not for DynamoDB JSON"),
                (["in.json", "--non-finite", "text"], "--non-finite is not for DynamoDB JSON"),
                (["in.json", "--out-of-range", "text"], "--out-of-range is not for DynamoDB JSON"),
                (["in.json", "--on-error", "pass"], "'pass'"),
            ]
            for (arguments, words) in cases {
                let refused = try await Self.load(
                    table,
                    ["--from", arguments[0] == ":t" ? path + ":t" : path + "/" + arguments[0]]
                        + arguments[1...])
                #expect(refused.status == 64, "\(refused.errors)")
                #expect(refused.errors.contains(words), "\(refused.errors)")
            }
            #expect(try await table.items().isEmpty)
        }
    }
}
