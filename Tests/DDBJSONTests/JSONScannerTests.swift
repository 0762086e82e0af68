import DDBJSON
import Testing

@Suite struct JSONScannerTests {
    @Test func `tokens come with their ranges`() throws {
        let bytes = Array(#"{"a\n":[1,"é",true]}"#.utf8)
        var scanner = JSONScanner(bytes.span.bytes)
        var seen: [String] = []
        while let token = try scanner.next() {
            let text = String(decoding: bytes[token.range], as: UTF8.self)
            seen.append("\(token.kind) \(text) \(token.hasEscapes)")
        }
        #expect(
            seen == [
                "objectStart { false", #"name a\n true"#, "arrayStart [ false", "number 1 false",
                "string é false", "true true false", "arrayEnd ] false", "objectEnd } false",
            ])
    }

    @Test func `a value can be skipped whole`() throws {
        let bytes = Array(#"{"a":{"b":[1,{}]},"c":2}"#.utf8)
        var scanner = JSONScanner(bytes.span.bytes)
        _ = try scanner.next()
        _ = try scanner.next()
        try scanner.skipValue()
        let name = try #require(try scanner.next())
        #expect(String(decoding: bytes[name.range], as: UTF8.self) == "c")
    }

    @Test func `skipping a value that is not there is an error`() throws {
        let bytes = Array("[]".utf8)
        var scanner = JSONScanner(bytes.span.bytes)
        try scanner.skipValue()
        do {
            try scanner.skipValue()
            Issue.record("there was nothing to skip")
        } catch {
            #expect(error.code == .endOfInput)
        }
    }
}
