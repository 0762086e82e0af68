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
        #expect(
            try plain(String(item))
                == #"{"pk":"a\n","n":-1.5,"b":"AP8Q","t":true,"f":false,"z":null,"m":{"x":["",{}]},"#
                + #""l":[],"ss":["é","\u0041"],"ns":[1,2],"bs":["YQ=="]}"#)
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
