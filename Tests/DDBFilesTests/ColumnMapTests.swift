import DDBAttributes
import DDBBase
import DDBFiles
import Testing

@Suite struct ColumnMapTests {
    @Test func `a map is read entry by entry`() throws {
        let map = try ColumnMap(
            """
            id, n:N, "a,b":S, at = created_at , tags:SS(|), t2=t:NS(', '), b:B(hex), bs:BS(;,text),
            cs:L(,), cb:BS(,,hex),
            s='it''s', n2=-1.50, yes=true, no=null, e=ttl(30d), f=ttl("my col"+1h30m), -x, -"y z"
            """)
        let rules: [ColumnMap.Rule] = [
            .init("id", .column("id", nil)), .init("n", .column("n", .number)),
            .init("a,b", .column("a,b", .string)), .init("at", .column("created_at", nil)),
            .init("tags", .column("tags", .stringSet(delimiter: "|"))),
            .init("t2", .column("t", .numberSet(delimiter: ", "))),
            .init("b", .column("b", .binary(.hex))),
            .init("bs", .column("bs", .binarySet(delimiter: ";", .text))),
            .init("cs", .column("cs", .list(delimiter: ","))),
            .init("cb", .column("cb", .binarySet(delimiter: ",", .hex))),
            .init("s", .constant(Array(#"{"S":"it's"}"#.utf8))),
            .init("n2", .constant(Array(#"{"N":"-1.5"}"#.utf8))),
            .init("yes", .constant(Array(#"{"BOOL":true}"#.utf8))),
            .init("no", .constant(Array(#"{"NULL":true}"#.utf8))),
            .init("e", .expiry(column: nil, after: .seconds(30 * 86_400))),
            .init("f", .expiry(column: "my col", after: .seconds(5400))),
        ]
        #expect(map.rules == rules)
        #expect(map.dropped == ["x", "y z"])
        #expect(map.keepsOthers)
        #expect(try !ColumnMap("id,-*").keepsOthers)
        #expect(try ColumnMap(" ").rules.isEmpty)
    }

    @Test(arguments: [
        ("id:NN", "There is no type 'NN'; did you mean"), ("a b c:", "Expected a type"),
        ("id:S(x)", "The type S does not take"), ("x=y,x=z", "makes the attribute 'x' twice"),
        ("x='a", "A quotation does not end"), ("e=ttl(30)", "needs a span such as 30d"),
        ("e=ttl(30d", "lacks its closing bracket"), ("t:SS(|", "A type lacks its closing"),
        ("=x", "Expected an attribute's or column's name"), ("a b)c", "Expected a comma"),
        ("n=12abc", "A constant is no number"), ("b:B(base32)", "The type B does not take"),
        ("-", "Expected a column's name"), ("'x':S", "single quotes are for constants"),
    ])
    func `what is wrong with a map is said`(text: String, message: String) {
        let error = #expect(throws: ColumnMapError.self) { try ColumnMap(text) }
        #expect(error?.message.contains(message) == true, "\(error as Any)")
    }

    @Test func `binding puts attributes in the order of the columns`() throws {
        let map = try ColumnMap("z=a, e=ttl(1m), -b")
        let bound = try BoundMap(
            map, columns: [("a", nil), ("b", nil), ("c", .number)], keys: ["z"],
            now: Instant(microseconds: 5_000_000))
        #expect(bound.outputs.map(\.attribute) == ["z", "c"])
        #expect(bound.outputs.map(\.isKey) == [true, false])
        #expect(bound.outputs.map(\.form) == [.value(nil), .value(.number)])
        #expect(String(decoding: bound.constants, as: UTF8.self) == #""e":{"N":"65"}"#)
    }

    @Test(arguments: [
        ("c=a", "Two columns become the attribute 'c'"), ("-d", "There is no column 'd'"),
        ("\"\"=a", "An attribute's name has 1 to 65535 bytes"),
    ])
    func `a map that does not fit its columns is an error`(text: String, message: String) throws {
        let map = try ColumnMap(text)
        let error = #expect(throws: ColumnMapError.self) {
            try BoundMap(
                map, columns: [("a", nil), ("b", nil), ("c", nil)], now: Instant(microseconds: 0))
        }
        #expect(error?.message.contains(message) == true, "\(error as Any)")
    }

    @Test(
        arguments: [
            ("price:N", "price", "N"), ("a:b:SS(|)", "a:b", "SS"), ("a", nil, nil),
            ("a:x", nil, nil), ("tags:SS(,)", "tags", "SS"), ("a:b:BS(,,hex)", "a:b", "BS"),
            ("n:NS( , )", "n", "NS"), ("t:SS(:)", "t", "SS"), ("t:SS(::)", "t", "SS"),
            ("t:SS(,", nil, nil), ("t:SS()", nil, nil), ("t:S:x", nil, nil),
            (":N", nil, nil),
        ] as [(String, String?, String?)])
    func `a header's cell may end in a type`(cell: String, name: String?, type: String?) {
        let found = ColumnMap.typedName(cell)
        #expect(found?.name == name)
        #expect(found?.type.description == type)
    }

    @Test func `digits are those of the number`() {
        func text(_ body: (inout [UInt8]) -> Void) -> String {
            var text: [UInt8] = []
            body(&text)
            return String(decoding: text, as: UTF8.self)
        }
        #expect(text { DigitText.append(Int64.min, to: &$0) } == "-9223372036854775808")
        #expect(text { DigitText.append(UInt64.max, to: &$0) } == "18446744073709551615")
        #expect(text { DigitText.append(Int64(-1050), scale: 3, to: &$0) } == "-1.05")
        #expect(text { DigitText.append(Int64(7), scale: 18, to: &$0) } == "0.000000000000000007")
        #expect(text { DigitText.append(Int64(-200), scale: 2, to: &$0) } == "-2")
        #expect(text { DigitText.append(0.1, to: &$0) } == "0.1")
        #expect(text { DigitText.append(-0.0, to: &$0) } == "0")
        #expect(text { DigitText.append(1e22, to: &$0) } == "1e+22")
        #expect(text { DigitText.append(Float(0.1), to: &$0) } == "0.1")
        for (bytes, scale, wanted, count) in [
            ([0xFF, 0x38], 2, "-2", 1), ([0x00], 5, "0", 0), ([0x80], 0, "-128", 3),
            ([0x04, 0xD2], 2, "12.34", 4), ([0x04, 0xD2], 6, "0.001234", 4), ([], 0, "0", 0),
            ([0x27, 0x10], 1, "1000", 1), ([0xFF, 0xFF, 0xFF], 1, "-0.1", 1),
        ] as [([UInt8], Int, String, Int)] {
            var found: [UInt8] = []
            let digits = DigitText.append(bigEndian: bytes.span.bytes, scale: scale, to: &found)
            #expect(String(decoding: found, as: UTF8.self) == wanted)
            #expect(digits == count)
        }
    }
}
