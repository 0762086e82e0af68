import DDBHTTP
import DDBHTTPCurl
import DDBTestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct CurlExchangeTests {
    static let sizes = [0, 1, 1000, 16384, 65535, 65536, 65537, 300_000, 3_000_000]

    @Test(arguments: sizes)
    func `bodies of every size go and come whole`(size: Int) async throws {
        let fixture = try TransportFixture { LoopbackReply(body: $0.body) }
        let bytes = pattern(size)
        let half = size / 2
        let pieces = [Array(bytes[..<half]), Array(bytes[half...])]
        let bodies: [RequestBody] = [
            .bytes(bytes), .stream(PieceSource(byteCount: size, pieces: pieces)),
            .stream(PieceSource(byteCount: nil, pieces: pieces)),
        ]
        for body in bodies {
            let reply = try await fixture.exchange(.put, "/x", body: body)
            #expect(reply.body == bytes)
            #expect(reply.headers["Content-Length"] == String(size))
        }
        let fields = fixture.server.requests.map {
            [$0.header("content-length"), $0.header("transfer-encoding"), $0.header("expect")]
        }
        let expect = size >= 1 << 20 ? "100-continue" : nil
        #expect(
            fields == [
                [String(size), nil, expect], [String(size), nil, expect], [nil, "chunked", nil],
            ])
        #expect(fixture.server.connectionCount == 1)
        try await fixture.finish()
    }

    @Test(arguments: [
        "/", "//", "/a/../b/./c//d", "/%2e%2E/%2F", "/~x'()*!;:@&=+$,", "/{a}[b]|^",
        "/a%20b%C3%BC", "/0?not=query".replacing("?", with: "%3F"),
    ])
    func `a path goes as it is given`(path: String) async throws {
        let fixture = try TransportFixture { LoopbackReply(text: $0.target) }
        #expect(try await fixture.exchange(.get, path).body == Array(path.utf8))
        try await fixture.finish()
    }

    @Test func `a query goes escaped, behind the path of the endpoint`() async throws {
        let fixture = try TransportFixture { LoopbackReply(text: $0.target) }
        let endpoint = try #require(Endpoint(parsing: fixture.server.endpointText + "/base/"))
        let request = TransportRequest(
            .get, endpoint, path: "/b/k", query: [.init("uploads", nil), .init("a b", "c/ü&")])
        let response = try await fixture.transport.send(request)
        let body = try await response.body.collect(limit: 1000)
        #expect(String(decoding: body, as: UTF8.self) == "/base/b/k?uploads&a%20b=c%2F%C3%BC%26")
        try await fixture.finish()
    }

    @Test func `responses without bodies end with their heads`() async throws {
        let fixture = try TransportFixture { request in
            switch request.path {
            case "/204": LoopbackReply(status: 204, framing: .absent)
            case "/304":
                LoopbackReply(
                    status: 304, headers: [("content-length", "99")],
                    framing: .absent)
            default: LoopbackReply(body: pattern(1000))
            }
        }
        for path in ["/204", "/304", "/head"] {
            let reply = try await fixture.exchange(path == "/head" ? .head : .get, path)
            #expect(reply.body == [])
        }
        #expect(try await fixture.exchange(.get).body == pattern(1000))
        #expect(fixture.server.connectionCount == 1)
        #expect(fixture.server.requests.map(\.method) == ["GET", "GET", "HEAD", "GET"])
        try await fixture.finish()
    }

    @Test func `framings, interim responses and trailers are undone`() async throws {
        let interim = Array("HTTP/1.1 102 Processing\r\nx: y\r\n\r\n".utf8)
        let fixture = try TransportFixture { request in
            var reply = LoopbackReply(headers: [("etag", "\"e\"")], body: pattern(5000))
            switch request.path {
            case "/chunked": reply.framing = .chunked(bytes: 700, trailers: [("x-sum", "7")])
            case "/close": reply.framing = .untilClose
            default: reply.preamble = interim + interim
            }
            return reply
        }
        for path in ["/chunked", "/interim", "/close"] {
            let reply = try await fixture.exchange(.get, path)
            #expect(reply.body == pattern(5000))
            #expect(reply.headers["ETag"] == "\"e\"")
            #expect(!reply.headers.contains(name: "x-sum"))
        }
        try await fixture.finish()
    }

    @Test func `redirects, codings and cookies are left to the caller`() async throws {
        let fixture = try TransportFixture { request in
            LoopbackReply(
                status: request.path == "/moved" ? 302 : 200,
                headers: [
                    ("location", "/elsewhere"), ("content-encoding", "gzip"),
                    ("set-cookie", "a=b"), ("www-authenticate", "Basic realm=\"x\""),
                ], body: [0x1F, 0x8B, 0, 1])
        }
        for path in ["/moved", "/again"] {
            let reply = try await fixture.exchange(
                .get, path, headers: ["accept-encoding": "gzip"])
            #expect(reply.body == [0x1F, 0x8B, 0, 1])
            #expect(reply.headers["location"] == "/elsewhere")
        }
        #expect(fixture.server.requests.map(\.path) == ["/moved", "/again"])
        #expect(fixture.server.requests.allSatisfy { $0.header("cookie") == nil })
        try await fixture.finish()
    }

    @Test func `statuses of failures are responses`() async throws {
        let fixture = try TransportFixture { request in
            LoopbackReply(status: Int(request.path.dropFirst()) ?? 0, text: request.path)
        }
        for status in [400, 401, 403, 404, 407, 412, 429, 500, 503, 599] {
            let reply = try await fixture.exchange(.post, "/\(status)", body: .bytes([1]))
            #expect(reply.status == status)
            #expect(reply.body == Array("/\(status)".utf8))
        }
        #expect(fixture.server.requestCount == 10)
        try await fixture.finish()
    }

    @Test func `a request that would break its head is not sent`() async throws {
        let fixture = try TransportFixture { _ in LoopbackReply() }
        await #expect(throws: TransportError.self) {
            try await fixture.exchange(headers: ["a": "b\r\nc: d"])
        }
        let error = try await fixture.failure(.head, body: .bytes([1]))
        #expect(error?.code == .invalidRequest)
        #expect(error?.delivery == .notSent)
        #expect(fixture.server.connectionCount == 0)
        try await fixture.finish()
    }

    @Test func `a body waits for the server's word where it is large`() async throws {
        var settings = CurlSettings()
        settings.expectContinueBytesMin = 10
        let fixture = try TransportFixture(settings) { LoopbackReply(text: $0.text) }
        for (text, expect) in [("123456789", nil), ("1234567890", "100-continue")] {
            let reply = try await fixture.exchange(.put, body: .bytes(Array(text.utf8)))
            #expect(reply.body == Array(text.utf8))
            #expect(fixture.server.requests.last?.header("expect") == expect)
        }
        try await fixture.finish()
    }
}
