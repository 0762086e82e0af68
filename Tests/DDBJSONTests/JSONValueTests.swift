import DDBJSON
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        #"null"#, #"true"#, #"[]"#, #"{}"#, #"[1,-2.5e+3,0.10,1E400]"#, #""""#,
        #"{"b":1,"a":[{"x":null},[]],"":"y"}"#,
        #"{"version":3,"size":12345678901234567890123,"ok":false}"#,
    ])
    func `a text without white space comes back as it was`(text: String) throws {
        let value = try JSONValue.parse(text)
        #expect(String(decoding: value.bytes, as: UTF8.self) == text)
    }

    @Test func `white space may stand between any two tokens`() throws {
        let spaced = try JSONValue.parse(" \t{ \"a\" : [ 1 ,\n2 ] ,\r\"b\" : { } } \n")
        #expect(try spaced == JSONValue.parse(#"{"a":[1,2],"b":{}}"#))
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC\ud83e\uddf3""#, "Aé€🧳"),
        (#""caf\u0065\u0301""#, "cafe\u{301}"),
    ])
    func `escapes stand for their characters`(text: String, expected: String) throws {
        let plain = try #require(JSONValue.parse(text).string)
        #expect(Array(plain.utf8) == Array(expected.utf8))
    }

    @Test func `control characters, quotes and backslashes are escaped, nothing else is`() {
        let value = JSONValue.string("a\"b\\c/\u{1}\n\u{1F}\u{7F}é🧳")
        let expected = #""a\"b\\c/\u0001\n\u001f"# + "\u{7F}é🧳\""
        #expect(String(decoding: value.bytes, as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            (#""#, JSONError.Code.endOfInput, 0), (#"{"a":1,}"#, .syntax, 7),
            (#"[1 2]"#, .syntax, 3),
            (#"[1,]"#, .syntax, 3), (#"{"a" 1}"#, .syntax, 5), (#"{a:1}"#, .syntax, 1),
            (#"1 2"#, .trailingBytes, 2), (#"01"#, .trailingBytes, 1), (#"-"#, .endOfInput, 1),
            (#"1.x"#, .number, 2), (#"+1"#, .syntax, 0), (#"nul"#, .endOfInput, 3),
            (#"NaN"#, .syntax, 0), (#""\x""#, .text, 1), (#""\ud800""#, .text, 1),
            (#""\udc00x""#, .text, 1), (#""\u12g4""#, .text, 1), ("\"\u{1}\"", .text, 1),
            (#"{"a":1,"a":2}"#, .duplicateName, 12), (#"{"a":1,"\u0061":2}"#, .duplicateName, 17),
            (#"]"#, .syntax, 0), (#"[}"#, .syntax, 1), (#"{]"#, .syntax, 1), (#"[1}"#, .syntax, 2),
        ] as [(String, JSONError.Code, Int)])
    func `a fault is told with its place`(text: String, code: JSONError.Code, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
        #expect(error?.code == code)
        #expect(error?.byteOffset == offset)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80],
            [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0xA7], [0xC3, 0x28], [0xFF],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(sequence: [UInt8]) {
        let bytes = [0x22] + sequence + [0x22]
        #expect(throws: JSONError.self) { try JSONValue.parse(bytes.span.bytes) }
    }

    @Test func `every scalar value passes as itself and as an escape`() throws {
        for value in UInt32(0x20)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), value % 7 == 0 || value < 0x3000 else {
                continue
            }
            guard scalar != "\"", scalar != "\\" else { continue }
            let bytes = Array("\"\(Character(scalar))\"".utf8)
            let string = try JSONValue.parse(bytes.span.bytes).string
            #expect(string.map { Array($0.utf8) } == Array(bytes.dropFirst().dropLast()))
        }
    }

    @Test func `every truncation of a text is refused`() throws {
        let text = #"{"a":[1.5e3,"é\n\ud83e\uddf3",true,null,{"b":false}],"c":""}"#
        let bytes = Array(text.utf8)
        _ = try JSONValue.parse(bytes.span.bytes)
        for count in 0..<bytes.count {
            let prefix = Array(bytes[..<count])
            #expect(throws: JSONError.self) { try JSONValue.parse(prefix.span.bytes) }
        }
    }

    @Test func `limits bound depth, size and the number of values`() {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        for (text, limits) in [
            (deep, JSONLimits()), ("[1,2]", JSONLimits(byteCountMax: 4)),
            ("[1,2]", JSONLimits(valueCountMax: 2)),
        ] {
            let error = #expect(throws: JSONError.self) {
                try JSONValue.parse(text, limits: limits)
            }
            #expect(error?.code == .limit)
            #expect(error?.disposition == .reconfigure)
        }
    }

    @Test func `large containers take time in proportion to their size`() throws {
        let count = 200_000
        var text = "["
        for index in 0..<count { text += "\(index)," }
        text += "{"
        for index in 0..<count { text += "\"k\(index)\":[]," }
        text.removeLast()
        text += "}]"
        let value = try JSONValue.parse(text)
        #expect(value.array?.count == count + 1)
        #expect(value.array?.last?["k199999"] == .array([]))
    }

    @Test func `names that are equal only by Unicode equivalence are two names`() throws {
        let value = try JSONValue.parse(#"{"\u00e9":1,"e\u0301":2}"#)
        #expect(value["\u{E9}"]?.integer == 1)
        #expect(value["e\u{301}"]?.integer == 2)
    }

    @Test func `accessors answer only for their kind`() throws {
        let value = try JSONValue.parse(#"{"i":7,"f":7.0,"s":"7","b":true,"n":null,"a":[1]}"#)
        #expect(value["i"]?.integer == 7)
        #expect(value["f"]?.integer == nil)
        #expect(value["f"]?.numberText == "7.0")
        #expect(value["s"]?.string == "7")
        #expect(value["s"]?.integer == nil)
        #expect(value["b"]?.bool == true)
        #expect(value["n"]?.isNull == true)
        #expect(value["a"]?.array == [.integer(1)])
        #expect(value["z"] == nil)
    }
}
