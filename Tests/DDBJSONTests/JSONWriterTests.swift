import DDBJSON
import Testing

@Suite struct JSONWriterTests {
    @Test func `commas stand between values and nowhere else`() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("a")
        writer.beginArray()
        writer.integer(1)
        writer.number("2.50")
        writer.bool(true)
        writer.null()
        writer.beginArray()
        writer.endArray()
        writer.beginObject()
        writer.endObject()
        writer.endArray()
        writer.name("b\n")
        writer.string("\"")
        let name = Array("c".utf8)
        writer.name(utf8: name.span.bytes)
        writer.string(utf8: name.span.bytes)
        writer.name("d")
        writer.raw(Array("[0]".utf8))
        writer.endObject()
        writer.endLine()
        writer.value(try JSONValue.parse(#"{"x":[1,"y"]}"#))
        let expected =
            #"{"a":[1,2.50,true,null,[],{}],"b\n":"\"","c":"c","d":[0]}"# + "\n"
            + #"{"x":[1,"y"]}"#
        #expect(String(decoding: writer.takeBytes(), as: UTF8.self) == expected)
        #expect(writer.bytes.isEmpty)
    }

    @Test func `every ASCII character and a long text come back`() throws {
        var text = String(String.UnicodeScalarView((0..<128).compactMap { Unicode.Scalar($0) }))
        text += String(repeating: "long é🧳 text ", count: 100) + "\\"
        let plain = Array(text.utf8)
        var writer = JSONWriter()
        writer.beginArray()
        writer.string(text)
        writer.string(utf8: plain.span.bytes)
        writer.endArray()
        #expect(
            try JSONValue.parse(writer.bytes.span.bytes) == .array([.string(text), .string(text)]))
    }
}
