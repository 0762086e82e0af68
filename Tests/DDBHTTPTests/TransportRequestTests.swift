import DDBHTTP
import Testing

@Suite struct TransportRequestTests {
    func request() throws -> TransportRequest {
        TransportRequest(.get, try #require(Endpoint(parsing: "http://localhost:8000/base")))
    }

    @Test func `the target joins base, path and query`() throws {
        var request = try request()
        request.path = "/b/k%20"
        request.query = [QueryItem("uploads", nil), QueryItem("a", "b c")]
        #expect(request.target == "/base/b/k%20?uploads&a=b%20c")
        #expect(request.url == "http://localhost:8000/base/b/k%20?uploads&a=b%20c")
    }

    @Test func `a URL is read`() throws {
        let request = try #require(
            TransportRequest(.get, url: "https://[::1]:8443/a%20b/?x=%2F&y&z=1+2"))
        #expect(request.path == "/a%20b/")
        #expect(request.query == [QueryItem("x", "/"), QueryItem("y", nil), QueryItem("z", "1+2")])
        #expect(request.endpoint.authority == "[::1]:8443")
        #expect(TransportRequest(.get, url: "http://a?q")?.target == "/?q")
        for text in ["http://u:p@a/", "http://a/#f", "http://a/?q#f", "http://a/b c", "a/b", ""] {
            #expect(TransportRequest(.get, url: text) == nil, "\(text)")
        }
    }

    @Test(
        arguments: [
            ("x", "a\r\nb: c"), ("x", "a\n"), ("x", "a\0"), ("x\r\n", "a"), ("x y", "a"), ("", "a"),
            ("x:", "a"), ("ü", "a"), ("content-length", "3"), ("content-length", "x"),
        ])
    func `a field that would break the head is refused`(name: String, value: String) throws {
        var request = try request()
        request.body = .bytes([1, 2])
        request.headers.append(name, value)
        let error = #expect(throws: TransportError.self) { try request.validate() }
        #expect(error?.code == .invalidRequest)
        #expect(error?.delivery == .notSent)
        #expect(error?.disposition == .fatal)
    }

    @Test func `a method or a path that would break the head is refused`() throws {
        for (method, path) in [
            ("GE T", "/"), ("", "/"), ("GET", ""), ("GET", "a"), ("GET", "/a b"), ("GET", "/?q"),
            ("GET", "/\r\n"), ("GET", "/ü"), ("GET", "/#"),
        ] {
            var request = try request()
            request.method = RequestMethod(rawValue: method)
            request.path = path
            #expect(throws: TransportError.self) { try request.validate() }
        }
        var fine = try request()
        fine.headers = ["content-length": "2", "x-tab": "a\tb", "x-utf8": "ü"]
        fine.body = .bytes([1, 2])
        try fine.validate()
    }

    @Test func `nothing prints a query, a value or a body`() throws {
        var request = try request()
        request.query = [QueryItem("X-Amz-Signature", "hidden")]
        request.headers = ["authorization": "hidden"]
        request.body = .bytes(Array("hidden".utf8))
        let response = TransportResponse(
            status: 200, headers: ["set-cookie": "hidden"], body: Array("hidden".utf8))
        var text = "\(request) \(response) \(request.body)" + String(reflecting: request)
        dump(request, to: &text)
        dump(response, to: &text)
        dump(request.body, to: &text)
        #expect(!text.contains("hidden"))
        #expect(!text.contains("104"))
        #expect(text.contains("GET http://localhost:8000/base/"))
    }
}
