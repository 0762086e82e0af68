import DDBAttributes
import DDBJSON
import Testing

@Suite struct PlainJSONTests {
    private func plain(_ wire: String) throws -> String {
        var builder = ItemBatchBuilder()
        let bytes = Array(wire.utf8)
        let root = try builder.image(wire: bytes.span.bytes)
        let batch = builder.finish()
        var json: [UInt8] = []
        batch.appendPlainJSON(at: root, to: &json)
        return String(decoding: json, as: UTF8.self)
    }

    @Test func `every type has its plain form`() throws {
        let item = LineDecoderTests.everyType.dropFirst("{\"Item\":".utf8.count).dropLast(2)
        let expected =
            #"{"pk":"a\n","n":-1.5,"b":"AP8Q","t":true,"f":false,"z":null,"m":{"x":["",{}]},"#
            + #""l":[],"ss":["é","\u0041"],"ns":[1,2],"bs":["YQ=="]}"#
        #expect(try plain(String(item)) == expected)
    }

    @Test func `a plain object becomes an item, with nothing lost`() throws {
        let json =
            #" {"s":"a\n\u00e9","n":-1.50e2,"b":[true,false,null,[],{}],"m":{"x":{"y":""}}} "#
        let expected =
            #"{"s":{"S":"a\n\u00e9"},"n":{"N":"-1.50e2"},"b":{"L":[{"BOOL":true},{"BOOL":false},"#
            + #"{"NULL":true},{"L":[]},{"M":{}}]},"m":{"M":{"x":{"M":{"y":{"S":""}}}}}}"#
        let text = Array(json.utf8)
        var builder = ItemBatchBuilder()
        let root = try builder.image(plainJSON: text.span.bytes)
        let batch = builder.finish()
        var wire: [UInt8] = []
        batch.appendItemWire(at: root, to: &wire)
        #expect(String(decoding: wire, as: UTF8.self) == expected)
        var plain: [UInt8] = []
        batch.appendPlainJSON(at: root, to: &plain)
        #expect(try JSONValue.parse(plain.span.bytes) == JSONValue.parse(json))
    }

    @Test(
        arguments: [
            ("[]", AttributeError.Code.type), ("1", .type), ("{", .syntax), ("", .syntax),
            (#"{"a":1,"a":2}"#, .duplicateName), (#"{"a":1e126}"#, .numberOverflow),
            (#"{"a":"\x"}"#, .text), (#"{} {}"#, .syntax),
            (#"{"a":123456789012345678901234567890123456789}"#, .numberDigits),
            (
                "{\"a\":" + String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
                    + "}", .depth
            ),
        ] as [(String, AttributeError.Code)])
    func `what is no item is refused`(text: String, code: AttributeError.Code) throws {
        var builder = ItemBatchBuilder()
        let bytes = Array(text.utf8)
        let error = #expect(throws: AttributeError.self) {
            try builder.image(plainJSON: bytes.span.bytes)
        }
        #expect(error?.code == code)
        _ = try builder.image(["k": .null])
        let byteCount = builder.byteCount
        #expect(byteCount == #"{"k":{"NULL":true}}"#.utf8.count)
    }

    @Test(arguments: [
        ("1", "1"), ("-1", "-1"), ("0", "0"), ("0.5", "0.5"), ("1e5", "1e5"), ("1E-5", "1E-5"),
        ("+1", "1"), (".5", "0.5"), ("-.5", "-0.5"), ("007", "7"), ("1.", "1"), ("1.e2", "100"),
        ("-0", "-0"), ("00.5", "0.5"), ("0e1", "0"),
    ])
    func `numbers follow JSON's grammar`(text: String, expected: String) throws {
        let json = try plain("{\"n\":{\"N\":\"\(text)\"}}")
        #expect(json == "{\"n\":\(expected)}")
        _ = try JSONValue.parse(json)
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `plain forms of random items are JSON`(seed: UInt64) throws {
        var items = RandomItems(seed: seed)
        let wire = String(decoding: WireEncoder.encode(items.item()), as: UTF8.self)
        _ = try JSONValue.parse(try plain(wire))
    }
}
