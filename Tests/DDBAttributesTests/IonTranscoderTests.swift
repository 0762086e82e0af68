import DDBAttributes
import Testing

@Suite struct IonTranscoderTests {
    static let values: [(ion: String, json: String)] = [
        ("\"\"", #"{"S":""}"#), ("\"a/b\"", #"{"S":"a/b"}"#), ("'''a'''", #"{"S":"a"}"#),
        ("'''a''' \n /* - */ '''b'''// c\n'''c'''", #"{"S":"abc"}"#),
        ("''''''", #"{"S":""}"#), ("'''a'b''c\"'''", #"{"S":"a'b''c\""}"#),
        ("'''a\r\nb\rc\nd\\\ne'''", #"{"S":"a\nb\nc\nde"}"#),
        (
            #""\0\a\b\t\n\v\f\r\"\'\?\\\/""#,
            #"{"S":"\u0000\u0007\b\t\n\u000B\f\r\"'?\\/"}"#
        ),
        (
            #""\x41\xe9\u0041\u00e9\ud83d\ude00\U0001F600\U00000022""#,
            #"{"S":"A\u00E9A\u00E9\uD83D\uDE00😀\""}"#
        ),
        ("\"\t\u{B}\u{C}é😀\u{7F}\"", #"{"S":"\t\u000B\fé😀"# + "\u{7F}\"}"),
        ("\"a\\\nb\\\r\nc\"", #"{"S":"abc"}"#),
        ("103.", #"{"N":"103"}"#), ("6d2", #"{"N":"600"}"#), ("-0.5", #"{"N":"-0.5"}"#),
        ("7", #"{"N":"7"}"#), ("-7", #"{"N":"-7"}"#), ("0", #"{"N":"0"}"#), ("-0.", #"{"N":"-0"}"#),
        ("2.50", #"{"N":"2.50"}"#), ("1_000", #"{"N":"1000"}"#), ("1_0.0_5", #"{"N":"10.05"}"#),
        ("12.5D+3", #"{"N":"12500"}"#), ("12d-9", #"{"N":"0.000000012"}"#),
        ("-12345d-3", #"{"N":"-12.345"}"#), ("123d-3", #"{"N":"0.123"}"#),
        ("0.00120d2", #"{"N":"0.120"}"#), ("0d99", #"{"N":"0"}"#), ("0.0d-7", #"{"N":"0"}"#),
        ("{{}}", #"{"B":""}"#), ("{{ YQ== }}", #"{"B":"YQ=="}"#),
        ("{{\nY W\tJj\r\n}}", #"{"B":"YWJj"}"#),
        ("true", #"{"BOOL":true}"#), ("false", #"{"BOOL":false}"#), ("null", #"{"NULL":true}"#),
        ("null.timestamp", #"{"NULL":true}"#), ("null.null", #"{"NULL":true}"#),
        ("[]", #"{"L":[]}"#), ("[1,]", #"{"L":[{"N":"1"}]}"#),
        ("[ 1 , \"a\" ]", #"{"L":[{"N":"1"},{"S":"a"}]}"#),
        ("{}", #"{"M":{}}"#),
        (
            "{a:1,'b c':2,\"d\":3,'''e''' '''f''':4,}",
            #"{"M":{"a":{"N":"1"},"b c":{"N":"2"},"d":{"N":"3"},"ef":{"N":"4"}}}"#
        ),
        (
            "{$:1,$a:2,nullable:3,inf:4,'null':5,'$7':6}",
            #"{"M":{"$":{"N":"1"},"$a":{"N":"2"},"nullable":{"N":"3"},"inf":{"N":"4"},"#
                + #""null":{"N":"5"},"$7":{"N":"6"}}}"#
        ),
        ("$dynamodb_SS::[\"a\",'''b''']", #"{"SS":["a","b"]}"#),
        ("'$dynamodb_SS' :: [\"a\"]", #"{"SS":["a"]}"#),
        ("$dynamodb_NS/**/::[1.,-6d2]", #"{"NS":["1","-600"]}"#),
        ("$dynamodb_BS::[{{YQ==}}]", #"{"BS":["YQ=="]}"#),
    ]

    @Test(arguments: values)
    func `values become attributes`(ion: String, json: String) throws {
        #expect(try lines(ofIon: "{Item:{a:\(ion)}}") == "{\"Item\":{\"a\":\(json)}}\n")
        let spaced = " \t\r\n\u{B}\u{C}// { \" }\n/* ' *** / */"
        let text = "{\(spaced)Item\(spaced):\(spaced){a:\(spaced)\(ion) \(spaced)},}"
        #expect(try lines(ofIon: text) == "{\"Item\":{\"a\":\(json)}}\n")
        #expect(refusal(ofIon: Array(text.utf8)) == nil)
    }

    static let refused: [(ion: String, code: AttributeError.Code, reason: String)] = [
        ("1e2", .type, "is a float"), ("nan", .type, "is a float"), ("+inf", .type, "is a float"),
        ("-inf", .type, "is a float"), ("0x1F", .type, "hexadecimal"), ("0b1", .type, "binary"),
        ("2007-02-23", .type, "timestamp"), ("2007T", .type, "timestamp"),
        ("(a b)", .type, "S-expression"), ("abc", .type, "symbol"), ("'a b'", .type, "symbol"),
        ("$7", .type, "symbol"), ("{{\"a\"}}", .type, "clob"), ("{{'''a'''}}", .type, "clob"),
        ("x::1", .type, "annotation"), ("$dynamodb_SS::1", .type, "annotation"),
        ("$dynamodb_SS::null.list", .type, "annotation"), ("x::[]", .type, "annotation"),
        ("$dynamodb_SS::x::[\"a\"]", .type, "annotation"), ("null.x", .syntax, "not Ion"),
        ("$dynamodb_SS::[]", .set, "empty"), ("$dynamodb_SS::[1]", .set, "annotation says"),
        ("$dynamodb_NS::[\"1\"]", .set, "annotation says"),
        ("$dynamodb_BS::[null]", .set, "annotation says"),
        ("{$7:1}", .syntax, "number of a symbol"),
        ("{null:1}", .syntax, "not Ion"), ("{1:1}", .syntax, "not Ion"),
        ("{a 1}", .syntax, "not Ion"),
        ("{a::1}", .syntax, "not Ion"), ("{,}", .syntax, "not Ion"), ("[,]", .syntax, "not Ion"),
        ("[1,,2]", .syntax, "not Ion"), ("[1}", .syntax, "not Ion"), ("a: :[]", .syntax, "not Ion"),
        ("007", .numberSyntax, "malformed"), ("1_", .numberSyntax, "malformed"),
        ("1._5", .numberSyntax, "malformed"), ("1d", .numberSyntax, "malformed"),
        ("1.2.3", .numberSyntax, "malformed"), ("--1", .numberSyntax, "malformed"),
        ("+1", .type, "float"), ("1d126", .numberOverflow, "range"),
        ("1d-131", .numberUnderflow, "range"),
        ("1d999999999999999999999", .numberOverflow, "range"),
        ("0.1d-999999999999999999999", .numberUnderflow, "range"),
        (String(repeating: "1", count: 39) + ".", .numberDigits, "38"),
        ("\"\u{1}\"", .text, "control"), ("\"a\nb\"", .text, "control"),
        (#""\e""#, .text, "escape"),
        (#""\xg0""#, .text, "escape"), (#""\U00110000""#, .text, "escape"),
        (#""\U0000D800""#, .text, "escape"), (#""\ud83d""#, .text, "escape"),
        ("{{YQ}}", .binary, "base64"), ("{{YQ==/**/}}", .binary, "base64"),
        ("{{YQ==} }", .syntax, "not Ion"), ("{a:1,a:2}", .duplicateName, "twice"),
        (#"{a:1,"\x61":2}"#, .duplicateName, "twice"), ("\"a", .syntax, "ends inside"),
        ("'''a", .syntax, "ends inside"), ("/*", .syntax, "ends inside"), ("{a:1", .syntax, "ends"),
    ]

    @Test(arguments: refused)
    func `what no attribute is, is refused`(
        ion: String, code: AttributeError.Code, reason: String
    ) throws {
        let error = try #require(refusal(ofIon: Array("{Item:{a:\(ion)}}".utf8)))
        #expect(error.code == code && error.line == 1)
        #expect(error.message.contains(reason), "\(error.message)")
    }

    static let records: [(ion: String, lines: String)] = [
        ("", ""), ("$ion_1_0", ""), (" /* nothing */ // at all", ""),
        ("{Item:{}}{Item:{}}", "{\"Item\":{}}\n{\"Item\":{}}\n"),
        (
            "$ion_1_0{Item:{}}$ion_1_0 $ion_1_0\n{'Item':{}}\n$ion_1_0",
            "{\"Item\":{}}\n{\"Item\":{}}\n"
        ),
        (
            "{Record:{Keys:{a:1},OldImage:null,NewImage:null.struct,},}",
            "{\"Keys\":{\"a\":{\"N\":\"1\"}},\"OldImage\":null,\"NewImage\":null}\n"
        ),
        ("{\"\\x52ecord\":{'K\\u0065ys':{a:1}}}", "{\"Keys\":{\"a\":{\"N\":\"1\"}}}\n"),
        (
            "{Metadata:{WriteTimestampMicros:1d3},Keys:{},Other:[{}]}",
            "{\"Metadata\":{\"WriteTimestampMicros\":{\"N\":\"1000\"}},\"Keys\":{},"
                + "\"Other\":{\"L\":[{\"M\":{}}]}}\n"
        ),
        (
            "{Item:{Record:{},Item:{},Keys:1}}",
            "{\"Item\":{\"Record\":{\"M\":{}},\"Item\":{\"M\":{}},\"Keys\":{\"N\":\"1\"}}}\n"
        ),
    ]

    @Test(arguments: records)
    func `each struct at the top is a line`(ion: String, lines expected: String) throws {
        #expect(try lines(ofIon: ion) == expected)
    }

    static let badRecords: [(ion: String, code: AttributeError.Code, byte: Int)] = [
        ("1", .record, 1), ("[]", .record, 0), ("{{YQ==}}", .record, 1), ("a::{}", .record, 1),
        ("$ion_1_0::{}", .record, 8), ("$ion_1_1 {Item:{}}", .syntax, 8),
        ("$ion_2_0 {Item:{}}", .syntax, 8), ("$ion_symbol_table::{}", .syntax, 17),
        ("{Item:1}", .record, 7), ("{Item:null.x}", .syntax, 12), ("{Item:{{}}}", .record, 7),
        ("{Item:x::{}}", .record, 7), ("{Record:1}", .record, 9),
        ("{Record:{Keys:{}},a:1}", .record, 18),
        ("{a:1,Record:{Keys:{}}}", .record, 12), ("{Item:{}", .syntax, 8), ("]", .record, 0),
        ("\u{FEFF}{Item:{}}", .record, 0), ("{Item:{}}\u{0}", .record, 0),
    ]

    @Test(arguments: badRecords)
    func `what is no record is told with its byte`(
        ion: String, code: AttributeError.Code, byte: Int
    ) throws {
        let (lines, count, error) = transcode(Array("{Item:{}}".utf8) + Array(ion.utf8))
        let fault = try #require(error)
        let isAfter = ion.hasPrefix("{Item:{}}")
        #expect(fault.code == code && fault.byteOffset == byte, "\(fault)")
        #expect(fault.line == (isAfter ? 3 : 2) && count == fault.line - 1)
        #expect(lines.count == count * "{\"Item\":{}}\n".utf8.count)
    }

    @Test func `a record without an image or keys is refused by the decoder`() throws {
        for ion in ["{}", "{Other:{}}", "{Record:{}}", "{Record:{Record:{Item:{}}}}"] {
            #expect(refusal(ofIon: Array(ion.utf8))?.code == .record)
        }
    }

    @Test func `an error quotes no value`() throws {
        for (ion, _, _) in Self.refused {
            let secret = ion.replacing("a", with: "secret")
            let error = refusal(ofIon: Array("{Item:{x:\(secret)}}".utf8))
            #expect(error?.message.contains("secret") != true || secret.contains("{secret:"))
        }
    }
}
