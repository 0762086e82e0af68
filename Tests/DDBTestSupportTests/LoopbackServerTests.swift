import DDBTestSupport
import Foundation
import Testing

@Suite struct LoopbackServerTests {
    static let get = "GET /a?b=c%20d&e HTTP/1.1\r\nhost: x\r\n\r\n"

    @Test func `requests of one connection are read and logged`() throws {
        let server = try LoopbackServer { LoopbackReply(text: "\($0.method) \($0.text);") }
        let client = try RawClient(port: server.port)
        client.send(Self.get)
        #expect(client.text(until: ";") == "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nGET ;")
        client.send("PUT /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")
        #expect(client.text(until: ";").hasSuffix("\r\n\r\nPUT abc;"))
        client.send(
            "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nx-sum: 7 \r\n\r\n")
        #expect(client.text(until: ";").hasSuffix("\r\n\r\nPOST abc0123456789;"))
        let log = server.requests
        #expect(log.map(\.path) == ["/a", "/b", "/c"])
        #expect(log.map(\.connectionNumber) == [1, 1, 1])
        #expect(log.map(\.requestNumber) == [1, 2, 3])
        #expect(log[0].query == "b=c%20d&e")
        #expect(log[0].parameter("b") == "c d")
        #expect(log[0].parameter("e") == "")
        #expect(log[0].parameter("f") == nil)
        #expect(log[2].header("X-Sum") == "7")
        #expect(String(decoding: log[0].head, as: UTF8.self) == Self.get)
    }

    @Test func `a client that expects it is told to go on`() throws {
        let server = try LoopbackServer { LoopbackReply(text: $0.text) }
        let client = try RawClient(port: server.port)
        client.send("PUT / HTTP/1.1\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n")
        #expect(client.text(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        client.send("!")
        #expect(client.text(until: "!").hasSuffix("\r\n\r\n!"))
    }

    static let endings: [(LoopbackReply, String, RawClient.End)] = [
        (.resetBeforeHead, "", .reset),
        (.closeBeforeHead, "", .closed),
        (.raw(Array("huh".utf8)), "huh", .closed),
        (
            LoopbackReply(body: [65, 66, 67], ending: .cut(afterBodyBytes: 2)),
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nAB", .closed
        ),
        (
            LoopbackReply(body: [65, 66, 67], ending: .reset(afterBodyBytes: 1)),
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nA", .reset
        ),
        (
            LoopbackReply(body: [65], framing: .wrongLength(9), ending: .closeSilently),
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nA", .closed
        ),
        (
            LoopbackReply(status: 503, headers: [("a", "b")], body: [65], ending: .close),
            "HTTP/1.1 503 Service Unavailable\r\na: b\r\ncontent-length: 1\r\n"
                + "connection: close\r\n\r\nA", .closed
        ),
        (
            LoopbackReply(body: [65], framing: .untilClose), "HTTP/1.1 200 OK\r\n\r\nA", .closed
        ),
        (
            LoopbackReply(
                body: [65, 66, 67], framing: .chunked(bytes: 2, trailers: [("t", "u")]),
                ending: .closeSilently
            ).trickling(3, every: .milliseconds(2)),
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: t\r\n\r\n"
                + "2\r\nAB\r\n1\r\nC\r\n0\r\nt: u\r\n\r\n", .closed
        ),
    ]

    @Test(arguments: endings.indices)
    func `replies misbehave as they are told`(index: Int) throws {
        let (reply, text, end) = Self.endings[index]
        let server = try LoopbackServer { _ in reply }
        let client = try RawClient(port: server.port)
        client.send(Self.get)
        let (received, ending) = client.rest()
        // A reset may overtake what was sent before it.
        #expect(end == .reset ? text.hasPrefix(received) : received == text)
        #expect(ending == end)
    }

    @Test func `stopping ends clients that wait, threads and descriptors`() throws {
        let server = try LoopbackServer { request in
            request.path == "/a" ? .neverAnswer : LoopbackReply().delayed(by: .seconds(600))
        }
        let clients = try (0..<20).map { _ in try RawClient(port: server.port) }
        for (index, client) in clients.enumerated() {
            client.send("GET /\(index % 2 == 0 ? "a" : "b") HTTP/1.1\r\n\r\n")
        }
        while server.requestCount < 20 { usleep(1000) }
        #expect(server.openConnectionCount == 20)
        server.stop()
        #expect(server.openConnectionCount == 0)
        for client in clients { #expect(client.rest().0 == "") }
        #expect(throws: POSIXError.self) { try RawClient(port: server.port) }
        server.stop()
    }

    @Test func `a client that goes frees its thread, and one over the cap waits for that`() throws {
        var settings = LoopbackServer.Settings()
        settings.connectionsMax = 1
        let server = try LoopbackServer(settings) { request in
            request.path == "/a" ? .neverAnswer : LoopbackReply(text: ";")
        }
        var first: RawClient? = try RawClient(port: server.port)
        first?.send(Self.get)
        let second = try RawClient(port: server.port)
        second.send("GET /b HTTP/1.1\r\n\r\n")
        while server.requestCount < 1 { usleep(1000) }
        #expect(server.connectionCount == 1)
        first = nil
        #expect(second.text(until: ";").hasSuffix("\r\n\r\n;"))
    }

    @Test func `what is no request is refused`() throws {
        let server = try LoopbackServer { _ in LoopbackReply() }
        let client = try RawClient(port: server.port)
        client.send("what?\r\n\r\n")
        #expect(client.rest().0.hasPrefix("HTTP/1.1 400 "))
        #expect(server.requestCount == 0)
    }
}
