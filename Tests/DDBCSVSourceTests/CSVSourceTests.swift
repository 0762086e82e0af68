import DDBAttributes
import DDBBase
import DDBCSVSource
import DDBConfiguration
import DDBPipeline
import DDBPipelineTestKit
import DDBTestSupport
import Testing

/// A file of one test, and how to read it.
struct CSVFixture {
    let folder: ScratchFolder
    let path: String
    private let context = ComponentContext(environment: ProcessEnvironment([:]))

    init(_ bytes: [UInt8], name: String = "f.csv") throws {
        folder = try ScratchFolder()
        try folder.write(name, bytes)
        path = "\(folder.path)/\(name)"
    }

    init(_ text: String) throws {
        try self.init(Array(text.utf8))
    }

    func source(_ options: [String: String] = [:], columns: [String] = []) throws -> CSVSource {
        var entries = options.map { ConfigurationEntry($0.key, ConfigurationNode(text: $0.value)) }
        if options["path"] == nil { entries.append(.init("path", .init(text: path))) }
        if !columns.isEmpty {
            entries.append(
                .init("columns", ConfigurationNode(.list(columns.map { .init(text: $0) }))))
        }
        return try CSVSource(ConfigurationNode(.map(entries)), context: context)
    }

    func read(_ options: [String: String] = [:]) async throws -> SourceReading {
        try await SourceReading(source(options))
    }

    /// The error of reading, or nil.
    func failure(_ options: [String: String] = [:]) async throws -> String? {
        do {
            _ = try await read(options)
            return nil
        } catch let error as PipelineError {
            return error.description
        } catch let error as ConfigurationError {
            return error.description
        }
    }
}

@Suite struct CSVSourceTests {
    @Test func `a typed header makes values of its types`() async throws {
        let fixture = try CSVFixture(
            """
            id:S,price:N,active:BOOL,tags:SS(|),blob:B,doc:JSON,at:S,ns:"NS(;)"
            a,12.50,true,x|y|x,AQID,"{""k"":[1,null]}",2026-01-01,1;1.0;2
            b,,F,,,,,
            """.replacing(#"ns:"NS(;)""#, with: #""ns:NS(;)""#))
        let reading = try await fixture.read()
        #expect(
            reading.texts == [
                #"{"id":{"S":"a"},"price":{"N":"12.50"},"active":{"BOOL":true},"#
                    + #""tags":{"SS":["x","y"]},"blob":{"B":"AQID"},"#
                    + #""doc":{"M":{"k":{"L":[{"N":"1"},{"NULL":true}]}}},"at":{"S":"2026-01-01"},"#
                    + #""ns":{"NS":["1","2"]}}"#,
                #"{"id":{"S":"b"},"active":{"BOOL":false}}"#,
            ])
        #expect(reading.records.map(\.line) == [2, 3])
        #expect(reading.batches.last?.progress.first?.isFinished == true)
    }

    @Test func `a typed header's delimiters may be commas and colons`() async throws {
        let fixture = try CSVFixture(
            """
            id:S,"tags:SS(,)","list:L(,)","bytes:BS(,,hex)",times:SS(:)
            a,"x,y,x","p,q","01,ff",8:9
            """)
        #expect(
            try await fixture.read().texts == [
                #"{"id":{"S":"a"},"tags":{"SS":["x","y"]},"list":{"L":[{"S":"p"},{"S":"q"}]},"#
                    + #""bytes":{"BS":["AQ==","/w=="]},"times":{"SS":["8","9"]}}"#
            ])
    }

    @Test func `a map renames, types, drops and adds`() async throws {
        let fixture = try CSVFixture("id,n,when,secret\n7,1,2026-01-01T00:00:10Z,x\n")
        let map =
            "pk=id, n:N, copy=id:N, expires=ttl(when+1m), source='csv', v=2, ok=true, -secret"
        #expect(
            try await fixture.read(["map": map]).texts == [
                #"{"pk":{"S":"7"},"copy":{"N":"7"},"n":{"N":"1"},"when":{"S":"2026-01-01T00:00:10Z"},"#
                    + #""expires":{"N":"1767225670"},"#
                    + #""source":{"S":"csv"},"v":{"N":"2"},"ok":{"BOOL":true}}"#
            ])
        #expect(
            try await fixture.read(["map": "id:N,-*", "key": "id"]).texts == [
                #"{"id":{"N":"7"}}"#
            ])
        let error = try await fixture.failure(["map": "pk=idd"])
        #expect(error?.contains("There is no column 'idd'; did you mean 'id'?") == true)
    }

    @Test(arguments: [
        ("drop", #"{"a":{"S":"x"}}"#),
        ("write", #"{"a":{"S":"x"},"b":{"NULL":true},"c":{"NULL":true}}"#),
        ("empty", #"{"a":{"S":"x"},"b":{"S":""}}"#),
    ])
    func `empty fields become what the option says`(nulls: String, item: String) async throws {
        let fixture = try CSVFixture("a:S,b:S,c:N\nx,,\nx,NULL,NULL\n")
        let reading = try await fixture.read(["nulls": nulls, "null-text": "NULL"])
        #expect(reading.texts == [item, item])
    }

    @Test(arguments: [
        ("a:N\nx1\n", "line 2: column a: the value is no number"),
        ("a,b\n1\n", "line 2: the record has 1 fields, and the file 2 columns"),
        ("a,b\n1,\"x\"y\n", "line 2: something other than a delimiter follows a closing quote"),
        ("a,b\n1,2\n\n1,\"x\ny\n", "line 4: a quote is not closed before the file ends"),
        ("a:BOOL\n\ntrue\nmaybe\n", "line 4: column a: the value is neither true nor false"),
        ("a:B\nA\n", "line 2: column a: the value is not padded base64"),
        ("a:JSON\n{\n", "line 2: column a: the text is not JSON"),
        (
            "a:JSON\n" + String(repeating: "[", count: 38) + String(repeating: "]", count: 38),
            "line 2: column a: the JSON text nests deeper than the 32 levels"
        ),
        ("a:N\n1e999\n", "line 2: column a: the number has more than 38 digits"),
        ("a:N,b:XX\n1,2\n", "The header's cell 'b:XX' has no type after its colon"),
        ("a,a\n1,2\n", "Two columns are named 'a'"),
        ("", "The file has no header"),
    ])
    func `what is malformed is an error with its place, and no value in it`(
        text: String, message: String
    ) async throws {
        let fixture = try CSVFixture(text)
        let error = try #require(try await fixture.failure())
        #expect(error.hasPrefix(fixture.path + ": " + message), "\(error)")
        #expect(!error.contains("maybe"))
    }

    @Test func `a text that is not UTF-8 is an error that names its column`() async throws {
        let fixture = try CSVFixture(Array("a,b\n1,".utf8) + [0xFF] + Array("\n".utf8))
        let error = try #require(try await fixture.failure())
        #expect(error.hasSuffix(": line 2: A string is not UTF-8, at attribute b."), "\(error)")
    }

    @Test func `malformed records are skipped and counted where that is wanted`() async throws {
        let fixture = try CSVFixture("a:N,b\n1,x\nbad,x\n2\n3,\"x\"y\n4,\"é\n\"\n5,x\n")
        let skipped = fixture.path + ".skipped"
        let reading = try await fixture.read(["on-error": "skip", "skipped-lines": skipped])
        #expect(reading.records.map(\.line) == [2, 6, 8])
        #expect(reading.skippedCount == 3)
        let told = try fixture.folder.text("f.csv.skipped").split(separator: "\n")
        #expect(told.count == 3)
        for (line, text) in zip([3, 4, 5], told) {
            let begin = "{\"file\":\"\(fixture.path)\",\"line\":\(line),\"reason\":\""
            #expect(text.hasPrefix(begin), "\(told)")
        }
    }

    @Test func `NaN and numbers beyond the range become what the options say`() async throws {
        let fixture = try CSVFixture("a:N,b\nNaN,x\n-Infinity,x\n1e999,x\n")
        let texts = try await fixture.read(["out-of-range": "text", "nulls": "write"]).texts
        #expect(
            texts == [
                #"{"a":{"NULL":true},"b":{"S":"x"}}"#, #"{"a":{"NULL":true},"b":{"S":"x"}}"#,
                #"{"a":{"S":"1e999"},"b":{"S":"x"}}"#,
            ])
        let error = try #require(try await fixture.failure(["non-finite": "error"]))
        #expect(error.contains("line 2: column a: the number is NaN or infinite"))
    }

    @Test func `a record beyond the limit is an error, whatever its quotes`() async throws {
        let long = String(repeating: "x", count: 5000)
        for text in ["a\n\(long)\n", "a\n\"\(long)\n\"\n", "a\n\"\(long)"] {
            let fixture = try CSVFixture(text)
            let error = try await fixture.failure(
                ["record-bytes-max": "1KiB", "batch-bytes": "1KiB"])
            #expect(error != nil)
        }
    }

    @Test func `a file that changed is not gone on with`() async throws {
        let fixture = try CSVFixture("a:N\n" + (0..<500).map { "\($0)\n" }.joined())
        let reading = try await SourceReading(fixture.source(["batch-bytes": "1KiB"]))
        let positions = reading.positions(after: 2)
        try fixture.folder.write("f.csv", Array("b:N\n1\n".utf8))
        await #expect(throws: PipelineError.self) {
            try await SourceReading(fixture.source(), from: positions)
        }
    }
}
