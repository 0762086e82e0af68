import DDBHTTP
import DDBHTTPCurl
import DDBTestSupport
import Testing

@Suite struct CurlTransportTests {
    @Test func `a request goes out with what its caller names and nothing else`() async throws {
        let fixture = try TransportFixture { _ in LoopbackReply(text: "ok") }
        _ = try await fixture.exchange()
        _ = try await fixture.exchange(
            .post, "/a", headers: ["X-One": "1", "x-empty": "", "x-one": "2"],
            body: .bytes(Array("{}".utf8)))
        _ = try await fixture.exchange(.put, "/b")
        _ = try await fixture.exchange(.delete, "/c", headers: ["content-length": "0"])
        _ = try await fixture.exchange(
            .get, "/d",
            headers: [
                "host": "other.example", "accept": "a/b", "user-agent": "me",
                "content-type": "c/d",
            ])
        let authority = fixture.endpoint.authority
        let heads = fixture.server.requests.map { String(decoding: $0.head, as: UTF8.self) }
        #expect(
            heads == [
                "GET / HTTP/1.1\r\nHost: \(authority)\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: \(authority)\r\nX-One: 1\r\nx-empty:\r\nx-one: 2\r\n"
                    + "Content-Length: 2\r\n\r\n",
                "PUT /b HTTP/1.1\r\nHost: \(authority)\r\nContent-Length: 0\r\n\r\n",
                "DELETE /c HTTP/1.1\r\nHost: \(authority)\r\nContent-Length: 0\r\n\r\n",
                "GET /d HTTP/1.1\r\nHost: other.example\r\naccept: a/b\r\nuser-agent: me\r\n"
                    + "content-type: c/d\r\n\r\n",
            ])
        // All of them went over one kept connection.
        #expect(fixture.server.connectionCount == 1)
        try await fixture.finish()
    }
}
