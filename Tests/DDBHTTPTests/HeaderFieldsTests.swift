import DDBHTTP
import Testing

@Suite struct HeaderFieldsTests {
    @Test func `names are compared without case and order is kept`() {
        var headers: HeaderFields = ["Content-Type": "a", "X-Tag": "1"]
        headers.append("x-tag", "2")
        #expect(headers["CONTENT-TYPE"] == "a")
        #expect(headers["x-tag"] == "1")
        #expect(headers.values("X-TAG") == ["1", "2"])
        #expect(headers.contains(name: "x-TAG"))
        #expect(!headers.contains(name: "x-tagg"))
        #expect(headers.map(\.name) == ["Content-Type", "X-Tag", "x-tag"])
    }

    @Test func `setting a name replaces all its fields`() {
        var headers: HeaderFields = ["a": "1", "b": "2", "A": "3"]
        headers["a"] = "4"
        #expect(
            Array(headers) == [
                HeaderField(name: "b", value: "2"), HeaderField(name: "a", value: "4"),
            ])
        headers["B"] = nil
        #expect(headers.count == 1)
    }

    @Test func `letters beyond ASCII and signs keep their case`() {
        let headers: HeaderFields = ["[": "1", "Ä": "2"]
        #expect(headers["{"] == nil)
        #expect(headers["ä"] == nil)
    }

    @Test func `nothing prints a value`() {
        let headers: HeaderFields = ["authorization": "hidden", "x": "hidden"]
        var text = "\(headers) \(headers[0])" + String(reflecting: headers)
        dump(headers, to: &text)
        #expect(!text.contains("hidden"))
        #expect(text.contains("authorization"))
    }
}
