import DDBAttributes
import Testing

@Suite struct WireItemTests {
    @Test func `the bytes of an item are kept as they came`() throws {
        let text = Array(" {\"k\" : {\"N\":\"1.0\"}}\n".utf8)
        let item = try WireItem(wire: text.span.bytes)
        #expect(item.wire == text)
        #expect(item.byteCount == text.count)
        #expect(try item.item() == ["k": .number(DecimalNumber("1"))])
        #expect(item == (try WireItem(wire: text.span.bytes)))
        #expect(item != ["k": .number(try DecimalNumber("1.0"))])
    }

    @Test func `an image of a batch is spliced`() throws {
        let batch = try #require(
            try decode("{\"Item\":{\"k\": {\"S\":\"\\u0041\"}}}\n", shape: .export).first)
        let item = WireItem(of: batch, at: batch.records[0].newImage)
        var wire = Array("x".utf8)
        item.append(to: &wire)
        #expect(wire == Array(#"x{"k": {"S":"\u0041"}}"#.utf8))
        #expect(item.byteCount == wire.count - 1)
        #expect(try item.item() == ["k": .string("A")])
    }

    @Test(arguments: ["", "[]", "{", #"{"a":1}"#, #"{"a":{"S":"x"}} {}"#, #"{"a":{"SS":[]}}"#])
    func `what is no item is refused`(text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: AttributeError.self) { try WireItem(wire: bytes.span.bytes) }
    }

    @Test func `an item that DynamoDB would not take cannot be read back`() {
        let item: WireItem = ["a": .stringSet([])]
        #expect(throws: AttributeError.self) { try item.item() }
    }
}
