import DDBAttributes
import DDBBase
import Testing

@Suite struct LineDecoderTests {
    static let everyType = """
        {"Item":{"pk":{"S":"a\\n"},"n":{"N":"-1.5"},"b":{"B":"AP8Q"},"t":{"BOOL":true},\
        "f":{"BOOL":false},"z":{"NULL":true},"m":{"M":{"x":{"L":[{"S":""},{"M":{}}]}}},\
        "l":{"L":[]},"ss":{"SS":["é","\\u0041"]},"ns":{"NS":["1","2"]},"bs":{"BS":["YQ=="]}}}

        """

    @Test func `every type is indexed`() throws {
        let batch = try #require(try decode(Self.everyType, shape: .export).first)
        #expect(batch.records.count == 1)
        #expect(batch.records[0].line == 1)
        #expect(batch.tables == ["t"])
        let expected =
            #"map[pk=S(a\n)!,n=N(-1.5),b=B(AP8Q),t=true,f=false,z=null,"#
            + "m=map[x=list[S(),map[]]],l=list[],"
            + #"ss=stringSet[S(é),S(\u0041)!],ns=numberSet[N(1),N(2)],bs=binarySet[B(YQ==)]]"#
        #expect(describe(batch.records[0].newImage, of: batch) == expected)
    }

    @Test func `white space may stand anywhere but line feeds end a record`() throws {
        let text =
            "\n \t{ \"Item\" :\r{ \"a\" : { \"S\" : \"x\" } , \"l\" : { \"L\" : "
            + "[ { \"N\" : \"1\" } ,"
            + " { \"NS\" : [ \"1\" , \"2\" ] } ] } } }\r\n\r\n\n{\"Item\":{}}"
        let batches = try decode(text, shape: .export)
        let batch = try #require(batches.first)
        #expect(batches.flatMap { $0.records.map(\.line) } == [2, 5])
        #expect(
            describe(batch.records[0].newImage, of: batch)
                == "map[a=S(x),l=list[N(1),numberSet[N(1),N(2)]]]")
        let item = Tape.token(at: batch.records[0].newImage, in: batch.tape)
        #expect(bytes(of: item, in: batch).first == UInt8(ascii: "{"))
        #expect(bytes(of: item, in: batch).last == UInt8(ascii: "}"))
        #expect(throws: AttributeError.self) { try decode("{\"Item\":\n{}}", shape: .export) }
    }

    @Test func `white space before any one token of a line changes nothing`() throws {
        let line = Array(Self.everyType.utf8.dropLast())
        let batch = try #require(try decode(line, shape: .export).first)
        let expected = describe(batch.records[0].newImage, of: batch)
        var isInString = false
        for position in line.indices.dropFirst() {
            let isEscaped = line[position - 1] == UInt8(ascii: "\\")
            if line[position] == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
            let isLetter = (0x61...0x7A).contains(line[position - 1])
            guard !isInString || line[position] == UInt8(ascii: "\""), !isLetter else { continue }
            guard !(line[position] == UInt8(ascii: "\"") && !isInString) else { continue }
            let spaced = line[..<position] + [0x20, 0x09, 0x0D] + line[position...]
            let found = try #require(try decode(Array(spaced), shape: .export).first)
            #expect(describe(found.records[0].newImage, of: found) == expected, "\(position)")
        }
    }

    @Test(arguments: 1...97)
    func `lines may be cut anywhere`(pieceByteCount: Int) throws {
        var text: [UInt8] = []
        for index in 0..<20 {
            text += Array(Self.everyType.utf8)
            text += Array("{\"Item\":{\"k\":{\"N\":\"\(index)\"}}}\n".utf8)
        }
        text.removeLast()
        let whole = try decode(text, shape: .export)
        let expected = whole.flatMap { batch in
            batch.records.map { describe($0.newImage, of: batch) }
        }
        #expect(expected.count == 40)
        for batchBytes in [1, 64, 1000] {
            let limits = DecodeLimits(batchBytes: batchBytes)
            let pieces = try decode(
                text, shape: .export, pieceByteCount: pieceByteCount, limits: limits)
            let found = pieces.flatMap { batch in
                batch.records.map { describe($0.newImage, of: batch) }
            }
            #expect(found == expected)
            #expect(pieces.flatMap { $0.records.map(\.line) } == Array(1...40))
        }
    }

    @Test(
        arguments: [
            (#"{"Item":{"a":{"X":"1"}}}"#, AttributeError.Code.type, 15, "a"),
            (#"{"Item":{"a":{}}}"#, .type, 14, "a"), (#"{"Item":{"a":"x"}}"#, .type, 13, "a"),
            (#"{"Item":{"a":{"S":"x","N":"1"}}}"#, .type, 21, "a"),
            (#"{"Item":{"a":{"N":1}}}"#, .type, 18, "a"),
            (#"{"Item":{"a":{"S":null}}}"#, .type, 18, "a"),
            (#"{"Item":{"a":{"N":"1e126"}}}"#, .numberOverflow, 19, "a"),
            (#"{"Item":{"a":{"N":"1e-131"}}}"#, .numberUnderflow, 19, "a"),
            (#"{"Item":{"a":{"N":"--1"}}}"#, .numberSyntax, 19, "a"),
            (#"{"Item":{"a":{"N":""}}}"#, .numberSyntax, 19, "a"),
            (#"{"Item":{"a":{"N":"\u0031"}}}"#, .numberSyntax, 19, "a"),
            (
                #"{"Item":{"a":{"N":"314159265358979323846264338327950288419"}}}"#, .numberDigits,
                19, "a"
            ),
            (#"{"Item":{"a":{"B":"AP8"}}}"#, .binary, 22, "a"),
            (#"{"Item":{"a":{"B":"AP8*"}}}"#, .binary, 19, "a"),
            (#"{"Item":{"a":{"B":"AB=="}}}"#, .binary, 23, "a"),
            (#"{"Item":{"a":{"B":"===="}}}"#, .binary, 19, "a"),
            (#"{"Item":{"a":{"BOOL":"true"}}}"#, .type, 21, "a"),
            (#"{"Item":{"a":{"NULL":false}}}"#, .type, 21, "a"),
            (#"{"Item":{"a":{"SS":[]}}}"#, .set, 20, "a[0]"),
            (#"{"Item":{"a":{"NS":[1]}}}"#, .set, 20, "a[0]"),
            (#"{"Item":{"a":{"SS":["x",{"S":"y"}]}}}"#, .set, 24, "a[1]"),
            (#"{"Item":{"a":{"S":"x"},"a":{"S":"y"}}}"#, .duplicateName, 24, ""),
            (#"{"Item":{"a":{"S":"x"},"\u0061":{"S":"y"}}}"#, .duplicateName, 24, ""),
            (
                #"{"Item":{"m":{"M":{"x":{"L":[{"N":"1"},{"N":"x"}]}}}}}"#, .numberSyntax, 45,
                "m.x[1]"
            ),
            (#"{"Item":{"m":{"M":{"x":{"S":"1"},"x":{"S":"1"}}}}}"#, .duplicateName, 34, "m"),
            (#"{"Item":[]}"#, .type, 8, ""), (#"{"Item":{}} x"#, .syntax, 12, ""),
            (#"{"Item":{},"Item":{}}"#, .record, 12, ""), (#"{}"#, .record, 2, ""),
            (#"{"Other":{}}"#, .record, 12, ""), (#"[]"#, .syntax, 0, ""),
            ("{\"Item\":{\"a\":{\"S\":\"\u{1}\"}}}", .text, 19, "a"),
            (#"{"Item":{"a":{"S":"\ud800"}}}"#, .text, 19, "a"),
            (#"{"Item":{"a":{"S":"\x"}}}"#, .text, 19, "a"),
        ] as [(String, AttributeError.Code, Int, String)])
    func `a fault is told with line, byte and path`(
        line: String, code: AttributeError.Code, byteOffset: Int, path: String
    ) {
        let text = "{\"Item\":{\"a\":{\"S\":\"fine\"}}}\n" + line
        let error = #expect(throws: AttributeError.self) { try decode(text, shape: .export) }
        #expect(error?.code == code)
        #expect(error?.line == 2)
        #expect(error?.byteOffset == byteOffset)
        #expect(error?.path == path)
    }

    @Test func `unknown members of a record are validated and skipped`() throws {
        let line =
            #"{"x":[1,{"y":null,"z":[true,false,-1.5e+7,"é"]}],"Item":{"a":{"S":""}},"w":{}}"#
        let batch = try #require(try decode(line, shape: .export).first)
        #expect(describe(batch.records[0].newImage, of: batch) == "map[a=S()]")
        for bad in [#"{"x":[1,],"Item":{}}"#, #"{"x":01,"Item":{}}"#, #"{"x":tru,"Item":{}}"#] {
            #expect(throws: AttributeError.self) { try decode(bad, shape: .export) }
        }
        let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        #expect(throws: AttributeError.self) {
            try decode("{\"x\":\(deep),\"Item\":{}}", shape: .export)
        }
    }

    @Test func `thirty-two levels of maps and lists pass and one more does not`() throws {
        for (open, close) in [("{\"L\":[", "]}"), ("{\"M\":{\"a\":", "}}"), ("{ \"L\" : [", "]}")] {
            func nested(_ levels: Int) -> String {
                "{\"Item\":{\"a\":" + String(repeating: open, count: levels) + "{\"S\":\"x\"}"
                    + String(repeating: close, count: levels) + "}}"
            }
            _ = try decode(nested(32), shape: .export)
            let error = #expect(throws: AttributeError.self) {
                try decode(nested(33), shape: .export)
            }
            #expect(error?.code == .depth)
            #expect(error?.disposition == .reconfigure)
        }
    }

    @Test func `a record over the limit is an error and not memory`() throws {
        let limits = DecodeLimits(recordBytesMax: 1000, batchBytes: 64)
        func line(_ count: Int) -> String {
            "{\"Item\":{\"a\":{\"S\":\"" + String(repeating: "x", count: count) + "\"}}}"
        }
        let overhead = line(0).utf8.count
        _ = try decode(line(1000 - overhead), shape: .export, limits: limits)
        _ = try decode(line(1000 - overhead) + "\n", shape: .export, limits: limits)
        for tail in ["", "\n"] {
            let error = #expect(throws: AttributeError.self) {
                try decode(line(1001 - overhead) + tail, shape: .export, limits: limits)
            }
            #expect(error?.code == .size)
            #expect(error?.line == 1)
        }
        var decoder = LineDecoder(shape: .export)
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let error = #expect(throws: AttributeError.self) {
            for _ in 0..<200 {
                var taken = 0
                while taken < chunk.count {
                    let rest = Array(chunk[taken...])
                    taken += decoder.append(rest.span.bytes)
                    _ = try decoder.nextBatch(isLast: false)
                }
            }
        }
        #expect(error?.code == .size)
    }

    @Test func `a record that overflows a token is refused when it ends`() throws {
        let long = String(repeating: "x", count: 17 << 20)
        let line = #"{"Item":{"b":{"S":"1"},"a":{"S":"\#(long)"},"b":{"S":"2"}}}"#
        for text in [line, line.replacing(#""b":{"S":"2"}"#, with: #""c":{"S":"2"}"#)] {
            var limits = DecodeLimits.standard
            limits.recordBytesMax = .max
            limits.batchBytes = 32 << 20
            let error = #expect(throws: AttributeError.self) {
                try decode(text, shape: .export, limits: limits)
            }
            #expect(error?.code == .size || error?.code == .duplicateName)
        }
    }

    @Test func `a map with many names may have none twice`() throws {
        var names = (0..<500).map { "attribute_number_\($0)" }
        func line(_ names: [String]) -> String {
            "{\"Item\":{" + names.map { "\"\($0)\":{\"NULL\":true}" }.joined(separator: ",") + "}}"
        }
        _ = try decode(line(names), shape: .export)
        for position in [1, 10, 63, 64, 65, 66, 499] {
            for name in ["attribute_number_0", "\\u0061ttribute_number_0"] {
                var twice = names
                twice[position] = name
                let error = #expect(throws: AttributeError.self) {
                    try decode(line(twice), shape: .export)
                }
                #expect(error?.code == .duplicateName, "\(position) \(name)")
            }
        }
        names.append("\\u0061")
        _ = try decode(line(names), shape: .export)
    }

    @Test func `memory is used again only after its batch is gone`() throws {
        let limits = DecodeLimits(batchBytes: 64)
        var decoder = LineDecoder(shape: .item, limits: limits)
        var kept: [ItemBatch] = []
        for index in 0..<200 {
            let line = Array("{\"k\":{\"N\":\"\(index)\"}}\n".utf8)
            _ = decoder.append(line.span.bytes)
            guard let batch = try decoder.nextBatch(isLast: false) else { continue }
            if index % 3 == 0 { kept.append(batch) }
        }
        for (position, batch) in kept.enumerated() {
            #expect(describe(batch.records[0].newImage, of: batch) == "map[k=N(\(position * 3))]")
        }
    }
}
