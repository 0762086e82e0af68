import DDBHTTP
import DDBHTTPCurl
import Testing

@Suite struct ResponseHeadTests {
    /// Feeds lines, each with its end.
    static func head(
        _ lines: [String], bytesMax: Int = 1000, fieldsMax: Int = 10
    ) throws(ResponseHead.Fault) -> ResponseHead {
        var head = ResponseHead(bytesMax: bytesMax, fieldsMax: fieldsMax)
        for line in lines {
            let bytes = Array(line.utf8)
            try head.take(bytes.span.bytes)
        }
        return head
    }

    @Test func `a head is complete with its empty line`() throws {
        let lines = ["HTTP/1.1 200 OK\r\n", "A: b\r\n", "c:\td e \t\r\n", "A:\r\n", "\r\n"]
        for count in 0..<lines.count {
            #expect(try !Self.head(Array(lines[..<count])).isComplete)
        }
        let head = try Self.head(lines)
        #expect(head.isComplete)
        #expect(head.status == 200)
        #expect(
            Array(head.headers) == [
                HeaderField(name: "A", value: "b"), HeaderField(name: "c", value: "d e"),
                HeaderField(name: "A", value: ""),
            ])
    }

    @Test func `interim heads are passed over, and trailers left out`() throws {
        let head = try Self.head([
            "HTTP/1.1 100 Continue\r\n", "x: y\r\n", "\r\n", "HTTP/1.1 103 Early Hints\r\n",
            "link: z\r\n", "\r\n", "HTTP/2 404 \r\n", "content-length: 12\r\n", "\r\n",
            "x-sum: 7\r\n", "\r\n",
        ])
        #expect(head.isComplete)
        #expect(head.status == 404)
        #expect(head.headers.map(\.name) == ["content-length"])
        #expect(head.headers["content-length"] == "12")
    }

    @Test(arguments: [
        "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000\r\n", "HTTP/1.1 099\r\n", "HTTP/1.1 600\r\n",
        "HTTP/1.1  200\r\n", "HTTP/1.1\r\n", "\r\n", "HTTP/1.1 2x0 OK\r\n", "HTTP/1.1 200OK\r\n",
    ])
    func `a status line of another form is refused`(line: String) {
        #expect(throws: ResponseHead.Fault.malformed) { try Self.head([line]) }
    }

    @Test(arguments: ["no colon\r\n", ": nameless\r\n", " folded: value\r\n", "\tfolded\r\n"])
    func `a field of another form is refused`(line: String) {
        #expect(throws: ResponseHead.Fault.malformed) {
            try Self.head(["HTTP/1.1 200 OK\r\n", line])
        }
    }

    @Test func `bytes are counted over interim heads and trailers, fields in one head`() throws {
        let interim = ["HTTP/1.1 100 C\r\n", "\r\n"]
        let final = ["HTTP/1.1 200 OK\r\n", "a: b\r\n", "c: d\r\n", "\r\n", "e: f\r\n"]
        let lines = interim + final
        let size = lines.joined().utf8.count
        #expect(try Self.head(lines, bytesMax: size, fieldsMax: 2).isComplete)
        #expect(throws: ResponseHead.Fault.tooLarge) {
            try Self.head(lines, bytesMax: size - 1)
        }
        #expect(throws: ResponseHead.Fault.tooLarge) { try Self.head(final, fieldsMax: 1) }
    }

    @Test func `bytes that are no text become replacement characters`() throws {
        var head = ResponseHead(bytesMax: 100, fieldsMax: 2)
        for line in [Array("HTTP/1.1 200 OK\r\n".utf8), Array("a: ".utf8) + [0xFF, 13, 10]] {
            try head.take(line.span.bytes)
        }
        #expect(head.headers["a"] == "\u{FFFD}")
    }
}
