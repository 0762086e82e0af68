import DDBHTTP
import DDBHTTPCurl
import DDBTestKit
import DDBTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(15))) struct CurlBodyTests {
    /// More than buffers hold, those of the kernel included.
    static let size = 64 << 20

    @Test(arguments: [LoopbackReply.Framing.contentLength, .chunked(bytes: 50_000), .untilClose])
    func `a reader that pauses holds the server back and then gets everything`(
        framing: LoopbackReply.Framing
    ) async throws {
        let bytes = pattern(Self.size)
        let fixture = try TransportFixture { _ in LoopbackReply(body: bytes, framing: framing) }
        let response = try await fixture.transport.send(TransportRequest(.get, fixture.endpoint))
        var sum: [UInt8] = try #require(try await response.body.next())
        // Whatever is buffered here and in the kernel is less than the body.
        try await Task.sleep(for: .milliseconds(300))
        #expect(fixture.server.writtenReplyCount == 0)
        #expect(fixture.transport.inFlightCount == 1)
        var greatest = 0
        while let piece = try await response.body.next() {
            greatest = max(greatest, piece.count)
            sum += piece
        }
        #expect(sum == bytes)
        #expect(greatest <= fixture.transport.settings.bufferBytesMax + 65536)
        #expect(try await response.body.next() == nil)
        try await fixture.finish()
    }

    @Test func `a paused reader does not hold up others`() async throws {
        let bytes = pattern(Self.size)
        let fixture = try TransportFixture {
            LoopbackReply(body: $0.path == "/large" ? bytes : [1])
        }
        let paused = try await fixture.transport.send(
            TransportRequest(.get, fixture.endpoint, path: "/large"))
        for _ in 0..<50 { #expect(try await fixture.exchange().body == [1]) }
        paused.body.abandon()
        #expect(try await paused.body.next() == nil)
        try await fixture.finish()
    }

    @Test func `a source is asked no faster than the server reads`() async throws {
        var serverSettings = LoopbackServer.Settings()
        serverSettings.stallsAfterBodyBytes = 100_000
        let asked = Mutex(0)
        let source = PieceSource(
            byteCount: 2000 << 16, pieces: [[UInt8]](repeating: pattern(65536), count: 2000),
            didAsk: { index in asked.withLock { $0 = index } })
        let fixture = try TransportFixture(server: serverSettings) { _ in LoopbackReply() }
        let task = Task { try await fixture.exchange(.put, body: .stream(source)) }
        try await eventually("the source is asked") { asked.withLock { $0 } > 2 }
        var last = -1
        // It comes to rest, and long before its end.
        while last != asked.withLock({ $0 }) {
            last = asked.withLock { $0 }
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(last < 1000)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await fixture.finish()
    }

    @Test func `a source that is slower than the server is waited for`() async throws {
        let fixture = try TransportFixture(time: ManualTimeSource()) {
            LoopbackReply(text: "\($0.body.count)")
        }
        // The time in which the source gives nothing is not the server's.
        let source = PieceSource(
            byteCount: nil, pieces: (0..<4).map { _ in [7] },
            didAsk: { _ in try await fixture.letAnHourPass() })
        let reply = try await fixture.exchange(
            .put, body: .stream(source), timeouts: TransportTimeouts(idle: .seconds(60)))
        #expect(reply.body == Array("4".utf8))
        try await fixture.finish()
    }

    @Test func `a response that comes before the body is sent ends the source`() async throws {
        let fixture = try TransportFixture { _ in LoopbackReply() }
        let source = PieceSource(byteCount: 1000, pieces: [[1]], ending: .hang)
        let early = Array("HTTP/1.1 400 Bad\r\ncontent-length: 2\r\n\r\nno".utf8)
        let server = try EarlyServer(early)
        let endpoint = try #require(Endpoint(.http, host: "127.0.0.1", port: server.port))
        let response = try await fixture.transport.send(
            TransportRequest(.put, endpoint, body: .stream(source)))
        #expect(response.status == 400)
        #expect(try await response.body.collect(limit: 10) == Array("no".utf8))
        try await fixture.finish()
    }

    @Test func `readers that are dropped or abandoned free their transfers`() async throws {
        let bytes = pattern(Self.size)
        let fixture = try TransportFixture { request in
            LoopbackReply(
                body: bytes,
                ending: request.path == "/hang" ? .hang(afterBodyBytes: 10) : .keepAlive)
        }
        for index in 0..<60 {
            let response = try await fixture.transport.send(
                TransportRequest(.get, fixture.endpoint, path: index % 2 == 0 ? "/hang" : "/"))
            if index % 3 == 0 { _ = try await response.body.next() }
            if index % 5 == 0 {
                response.body.abandon()
                response.body.abandon()
            }
        }
        try await eventually("every connection is closed") {
            fixture.server.openConnectionCount == 0
        }
        try await fixture.finish()
    }

    @Test func `a transport lives as long as its readers`() async throws {
        let bytes = pattern(3_000_000)
        var fixture: TransportFixture? = try TransportFixture { _ in LoopbackReply(body: bytes) }
        let server = try #require(fixture?.server)
        let endpoint = try #require(fixture?.endpoint)
        weak let transport = fixture?.transport
        var response = try await fixture?.transport.send(TransportRequest(.get, endpoint))
        fixture = nil
        #expect(transport != nil)
        #expect(try await response?.body.collect(limit: 1 << 30) == bytes)
        response = nil
        #expect(transport == nil)
        try await eventually("the connection is closed") { server.openConnectionCount == 0 }
    }
}
