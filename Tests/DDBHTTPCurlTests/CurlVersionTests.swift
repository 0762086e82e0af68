import DDBHTTP
import DDBHTTPCurl
import DDBTestSupport
import Foundation
import Testing

/// Whether there is a server of HTTP/2 to talk to.
private let hasPeer: Bool = {
    guard let python = TestPython.path, TestCertificate.program != nil else { return false }
    return (try? PeerPython.run(python, script: "import h2")) != nil
}()

/// HTTP/2 against the h2 package.
@Suite(
    .timeLimit(.minutes(15)),
    .enabled(if: hasPeer, "run Tools/setup: no h2, or no openssl"))
struct CurlVersionTests {
    /// A server, a transport that trusts it, and how to send.
    struct Fixture {
        let server: PeerServer
        let transport: CurlTransport
        let endpoint: Endpoint

        init(_ version: CurlSettings.Version = .http2) throws {
            let certificate = try #require(try TestCertificate())
            server = try #require(
                try PeerServer(
                    TestPython.path, "h2_server.py", [certificate.path, certificate.keyPath]))
            var settings = CurlSettings()
            settings.version = version
            settings.trustsAllCertificates = true
            settings.proxy = .none
            transport = try CurlTransport(settings)
            endpoint = try #require(Endpoint(.https, host: "127.0.0.1", port: server.port))
        }

        func send(
            _ path: String, _ body: RequestBody = .none, idle: Duration? = nil
        ) async throws -> (HeaderFields, [UInt8]) {
            let response = try await transport.send(
                TransportRequest(
                    .put, endpoint, path: path, body: body,
                    timeouts: TransportTimeouts(idle: idle)))
            return (response.headers, try await response.body.collect(limit: 1 << 24))
        }
    }

    @Test(arguments: [0, 5, 70_000, 1_500_000])
    func `bodies go and come whole`(size: Int) async throws {
        let fixture = try Fixture()
        let bytes = pattern(size)
        let source = PieceSource(
            byteCount: nil, pieces: [Array(bytes[..<(size / 2)]), Array(bytes[(size / 2)...])])
        for body in [RequestBody.bytes(bytes), .stream(source)] {
            let (headers, answer) = try await fixture.send("/x", body)
            #expect(headers["x-version"] == "2")
            #expect(!headers.contains(name: "x-trailer"))
            #expect(answer == Array("PUT /x ".utf8) + bytes)
        }
    }

    @Test func `a reader that pauses gets everything, and holds nobody up`() async throws {
        let fixture = try Fixture()
        let response = try await fixture.transport.send(
            TransportRequest(.get, fixture.endpoint, path: "/large"))
        for index in 0..<5 {
            #expect(try await fixture.send("/\(index)").1 == Array("PUT /\(index) ".utf8))
        }
        let large = try await response.body.collect(limit: 1 << 24)
        #expect(large == (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    }

    @Test func `many at once each get their own answer`() async throws {
        let fixture = try Fixture()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<100 {
                group.addTask {
                    let (_, answer) = try await fixture.send("/\(index)", .bytes([65]))
                    #expect(answer == Array("PUT /\(index) A".utf8))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: ["/reset", "/refuse", "/silent"])
    func `streams that break are told`(path: String) async throws {
        let fixture = try Fixture()
        for _ in 0..<2 {
            let error = await #expect(throws: TransportError.self) {
                try await fixture.send(
                    path, .bytes([1]), idle: path == "/silent" ? .milliseconds(300) : nil)
            }
            #expect(error?.code == (path == "/silent" ? .idleTimeout : .connectionLost))
            #expect(error?.delivery == .unknown)
            #expect(try await fixture.send("/ok").1 == Array("PUT /ok ".utf8))
        }
    }

    @Test func `HTTP 1 is spoken where it is asked for`() async throws {
        #expect(try await Fixture(.http1).send("/x").1 == [UInt8(ascii: "1")])
    }
}
