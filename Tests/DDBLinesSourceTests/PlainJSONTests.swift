import DDBAttributes
import DDBBase
import DDBCompression
import DDBConfiguration
import DDBLinesSource
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport
import Testing

/// Plain JSON: maps, places, arrays, what is no JSON.
@Suite struct PlainJSONTests {
    private let context = ComponentContext(environment: ProcessEnvironment([:]))

    private func read(
        _ text: String, _ options: [ConfigurationEntry] = [], name: String = "f.json"
    ) async throws -> SourceReading {
        try await read(Array(text.utf8), options, name: name)
    }

    private func read(
        _ bytes: [UInt8], _ options: [ConfigurationEntry], name: String
    ) async throws -> SourceReading {
        let folder = try ScratchFolder()
        try folder.write(name, bytes)
        let entries: [ConfigurationEntry] = [
            option("path", "\(folder.path)/\(name)"), option("format", "json"),
        ]
        let source = try LinesSource(
            ConfigurationNode(.map(entries + options)), context: context)
        return try await SourceReading(source)
    }

    private func option(_ name: String, _ text: String) -> ConfigurationEntry {
        ConfigurationEntry(name, ConfigurationNode(text: text))
    }

    @Test func `a map types members by what they are`() async throws {
        let line = """
            {"id":true,"n":"12.5","m":7,"b":"AQID","h":"00ff","t":["x","x","y"],"s":{"a":[1]},\
            "j":"{\\"k\\":null}","d":"2026-01-01","z":null,"e":[],"o":1.50,"x":0}
            """
        let map =
            "id, n:N, m:S, b:B, h:B(hex), t:SS, s:S, j:JSON, ex=ttl(d+1s), d, e:NS, o:N, -x, z"
        let texts = try await read(line, [option("map", map), option("key", "id")]).texts
        #expect(
            texts == [
                #"{"id":{"S":"true"},"n":{"N":"12.5"},"m":{"S":"7"},"b":{"B":"AQID"},"h":{"B":"AP8="},"#
                    + #""t":{"SS":["x","y"]},"s":{"S":"{\"a\":[1]}"},"j":{"M":{"k":{"NULL":true}}},"#
                    + #""ex":{"N":"1767225601"},"d":{"S":"2026-01-01"},"z":{"NULL":true},"#
                    + #""e":{"NULL":true},"o":{"N":"1.50"}}"#
            ])
    }

    @Test func `nulls are left out where that is wanted, also inside`() async throws {
        let line = #"{"a":null,"b":{"c":null,"d":[null,{"e":null,"f":1}]},"g":{"h":null}}"#
        let texts = try await read(line, [option("nulls", "drop")]).texts
        #expect(
            texts == [
                #"{"b":{"M":{"d":{"L":[{"NULL":true},{"M":{"f":{"N":"1"}}}]}}},"g":{"M":{}}}"#
            ])
    }

    @Test func `places make texts, values and spread objects`() async throws {
        let line = #"{"id":7,"body":{"title":"x","user":"{\"n\":1}","a":{"p":1,"q":[{"r":"s"}]}}}"#
        let texts = ConfigurationNode(
            .map([
                option("id", "id"), option("t", "body.title"), option("r", "body.a.q.0.r"),
                option("no", "body.none"),
            ]))
        let values = ConfigurationNode(
            .map([option("user", "body.user"), option("", "body.a")]))
        let found = try await read(
            line,
            [
                .init("string_columns", texts), .init("json_map_columns", values),
                option("map", "v=1"), option("nulls", "drop"),
            ]
        ).texts
        #expect(
            found == [
                #"{"id":{"S":"7"},"r":{"S":"s"},"t":{"S":"x"},"p":{"N":"1"},"#
                    + #""q":{"L":[{"M":{"r":{"S":"s"}}}]},"user":{"M":{"n":{"N":"1"}}},"v":{"N":"1"}}"#
            ])
        let spread = ConfigurationNode(.map([option("", ".")]))
        #expect(
            try await read(line, [.init("json_map_columns", spread)]).texts
                == read(line).texts)
    }

    @Test(arguments: [
        ("null", #"{"a":{"NULL":true},"b":{"L":[{"NULL":true},{"S":"NaN"}]}}"#),
        ("text", #"{"a":{"S":"NaN"},"b":{"L":[{"S":"-Infinity"},{"S":"NaN"}]}}"#),
    ])
    func `NaN and the infinities may stand where numbers do`(
        rule: String, item: String
    ) async throws {
        let line = #"{"a":NaN,"b":[-Infinity,"NaN"]}"#
        #expect(try await read(line, [option("non-finite", rule)]).texts == [item])
        let mapped = [option("non-finite", rule), option("map", "a,b")]
        #expect(try await read(line, mapped).texts == [item])
    }

    @Test(arguments: [
        "[]", "[ {\"a\":1} ]", " [\n{\"a\":1},\r\n{\"a\" : [\n2,{}]}\n,{\"a\":\"],\\\"[\"}]\n",
    ])
    func `a file may be one array`(text: String) async throws {
        let whole = [
            #"{"a":{"N":"1"}}"#, #"{"a":{"L":[{"N":"2"},{"M":{}}]}}"#, #"{"a":{"S":"],\"["}}"#,
        ]
        let reading = try await read(text)
        #expect(reading.texts == Array(whole.prefix(reading.texts.count)))
        #expect(
            reading.texts.count == text.split(separator: "a", omittingEmptySubsequences: false)
                .count - 1)
        #expect(reading.records.map(\.line) == Array(1..<reading.texts.count + 1))
        #expect(reading.batches.last?.progress.first?.isFinished == true)
    }

    @Test(arguments: [
        "[{},]", "[,{}]", "[{}", "[{}]]", "[{}] {}", "[{},,{}]", "[{}}", "[{\"a\":\"", "[1]",
    ])
    func `an array that is none is an error`(text: String) async throws {
        await #expect(throws: PipelineError.self) { try await read(text) }
    }

    @Test func `compressed lines are read, and cut ones refused`() async throws {
        let text = (0..<5000).map { #"{"id":\#($0)}"# + "\n" }.joined()
        let plain = Array(text.utf8)
        var encoder = try ZstdEncoder()
        let packed = [
            ("f.gz", GzipEncoder.encode(plain.span.bytes)),
            ("f.zst", try encoder.encode(plain.span.bytes)),
        ]
        for (name, bytes) in packed {
            await refused(bytes, name: "f.jsonl", "let its name end in .\(name.dropFirst(2))")
            let small = option("batch-bytes", "4KiB")
            #expect(try await read(bytes, [small], name: name).texts.count == 5000)
            await #expect(throws: PipelineError.self) {
                try await read(Array(bytes.dropLast(9)), [], name: name)
            }
        }
    }

    @Test func `a Parquet file is told, whatever its name`() async {
        await refused(Array("PAR1\u{15}\u{4}".utf8), name: "f.jsonl", "is a Parquet file")
    }

    private func refused(
        _ bytes: [UInt8], _ options: [ConfigurationEntry] = [], name: String = "f.json",
        _ words: String
    ) async {
        let error = await #expect(throws: PipelineError.self) {
            try await read(bytes, options, name: name)
        }
        #expect(error?.message.contains(words) == true, "\(error as Any)")
    }

    @Test func `a place is told in bytes of the line, or by the attribute alone`() async {
        for options in [[], [option("map", "id")], [option("non-finite", "text")]] {
            for line in [
                #"{"id":"a","m":{"k":1,"k":2}}"#, #"{"id":NaN,"m":{"k":1e126}}"#,
            ] {
                await refused(Array(line.utf8), options, ", at attribute m")
            }
        }
        await refused(Array(#"{"id":"a",}"#.utf8), [], ", at byte 10.")
    }

    @Test func `a zero is one, whatever its exponent`() async throws {
        let line = #"{"a":0e400,"b":[-0.0E-200,{"c":0e+126}],"d":"0e999","e":[0e400,0],"f":0.0}"#
        let inner = #""b":{"L":[{"N":"0"},{"M":{"c":{"N":"0"}}}]}"#
        #expect(
            try await read(line).texts == [
                #"{"a":{"N":"0"},\#(inner),"d":{"S":"0e999"},"#
                    + #""e":{"L":[{"N":"0"},{"N":"0"}]},"f":{"N":"0.0"}}"#
            ])
        let options = [option("map", "d:N,e:NS"), option("out-of-range", "text")]
        #expect(
            try await read(line, options).texts == [
                #"{"a":{"N":"0"},\#(inner),"d":{"N":"0"},"e":{"NS":["0"]},"f":{"N":"0.0"}}"#
            ])
        await refused(Array(#"{"a":"0e"}"#.utf8), [option("map", "a:N")], "is no number")
    }

    @Test func `JSON that is too deep is told from what is no JSON`() async {
        let deep = String(repeating: "[", count: 38) + String(repeating: "]", count: 38)
        for (text, words) in [(deep, "deeper than the 32 levels"), ("[[", "is not JSON")] {
            await refused(
                Array(#"{"a":"\#(text)"}"#.utf8), [option("map", "a:JSON")],
                "attribute a: the ")
            await refused(
                Array(#"{"a":"\#(text)"}"#.utf8), [option("map", "a:JSON")], words)
        }
    }

    @Test(arguments: [
        ("{\"a\":\"x\"}", "a:N", "attribute a: the value is no number"),
        ("{\"a\":[1]}", "a:M", "attribute a: the value is of a type"),
        ("{\"a\":[1]}", "a:SS", "attribute a: a member of the set"),
        ("{\"a\":1", "a:S", "JSON text"), ("[1]x", "a:S", "follows"),
        ("{\"a\":1,\"a\":2}", "a:S", "names an attribute twice"),
    ])
    func `what does not fit is an error that names the attribute`(
        line: String, map: String, message: String
    ) async throws {
        do {
            _ = try await read(line, [option("map", map)])
            Issue.record("the line was accepted")
        } catch {
            #expect("\(error)".contains(message), "\(error)")
        }
    }
}
