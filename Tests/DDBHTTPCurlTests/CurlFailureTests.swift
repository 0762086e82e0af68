import DDBBase
import DDBHTTP
import DDBHTTPCurl
import DDBTestSupport
import Foundation
import Testing

@Suite(.timeLimit(.minutes(15))) struct CurlFailureTests {
    typealias Code = TransportError.Code

    static let bytes = pattern(200_000)

    /// What a server does, and what becomes of the request.
    static let cases: [(name: String, reply: LoopbackReply, code: Code)] = [
        ("reset before the head", .resetBeforeHead, .connectionLost),
        ("close before the head", .closeBeforeHead, .connectionLost),
        ("garbage", .raw(Array("SSH-2.0-OpenSSH_9.6\r\n".utf8)), .protocolViolation),
        ("binary garbage", .raw([UInt8](repeating: 0, count: 3000)), .protocolViolation),
        ("half a status line", .raw(Array("HTTP/1.1 2".utf8)), .connectionLost),
        (
            "half a head", .raw(Array("HTTP/1.1 200 OK\r\ncontent-le".utf8)), .connectionLost
        ),
        (
            "a wild status", .raw(Array("HTTP/1.1 999 What\r\n\r\n".utf8)), .protocolViolation
        ),
        (
            "an interim response alone",
            .raw(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)), .connectionLost
        ),
        (
            "switched protocols",
            .raw(Array("HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\nabc".utf8)),
            .protocolViolation
        ),
        (
            "a length that is no number",
            .raw(Array("HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\nabc".utf8)),
            .protocolViolation
        ),
        (
            "a negative length",
            .raw(Array("HTTP/1.1 200 OK\r\ncontent-length: -3\r\n\r\nabc".utf8)),
            .protocolViolation
        ),
        (
            "a length that is too great",
            LoopbackReply(body: [1, 2], framing: .wrongLength(9), ending: .closeSilently),
            .bodyTruncated
        ),
        (
            "a body cut early", LoopbackReply(body: bytes, ending: .cut(afterBodyBytes: 1)),
            .bodyTruncated
        ),
        (
            "a body cut late", LoopbackReply(body: bytes, ending: .cut(afterBodyBytes: 199_999)),
            .bodyTruncated
        ),
        (
            "a body reset", LoopbackReply(body: bytes, ending: .reset(afterBodyBytes: 100_000)),
            .connectionLost
        ),
        (
            "chunks cut",
            LoopbackReply(
                body: bytes, framing: .chunked(bytes: 999), ending: .cut(afterBodyBytes: 70_000)),
            .bodyTruncated
        ),
        (
            "chunks without the last",
            LoopbackReply(
                body: [1, 2, 3], framing: .chunked(bytes: 3), ending: .cut(afterBodyBytes: 8)),
            .bodyTruncated
        ),
        (
            "chunks that are none",
            .raw(Array("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc".utf8)),
            .connectionLost
        ),
        (
            "a head over the limit of bytes",
            LoopbackReply(headers: [("x", String(repeating: "y", count: 70_000))]), .headTooLarge
        ),
        (
            "a giant head",
            LoopbackReply(
                headers: (0..<100).map { ("x\($0)", String(repeating: "y", count: 9000)) }),
            .headTooLarge
        ),
        (
            "a head of too many fields",
            LoopbackReply(headers: (0..<300).map { ("x\($0)", "y") }), .headTooLarge
        ),
    ]

    @Test(arguments: cases.indices)
    func `a server that misbehaves is told apart`(index: Int) async throws {
        let (name, reply, code) = Self.cases[index]
        let fixture = try TransportFixture { $0.path == "/" ? reply : LoopbackReply(text: "ok") }
        for body in [RequestBody.none, .bytes([1, 2, 3])] {
            let error = try await fixture.failure(.post, body: body)
            #expect(error?.code == code, "\(name)")
            #expect(error?.delivery == .unknown, "\(name)")
            #expect(error?.endpoint == fixture.endpoint)
            // What broke does no harm to what follows.
            #expect(try await fixture.exchange(.get, "/fine").body == Array("ok".utf8))
        }
        #expect(fixture.server.requests.filter { $0.path == "/" }.count == 2)
        try await fixture.finish()
    }

    @Test func `a body longer than announced is cut to what was announced`() async throws {
        let fixture = try TransportFixture { _ in
            LoopbackReply(body: [1, 2, 3, 4], framing: .wrongLength(2), ending: .close)
        }
        for _ in 0..<3 { #expect(try await fixture.exchange().body == [1, 2]) }
        try await fixture.finish()
    }

    @Test func `what came before a body breaks off is given, and then the error, for ever`()
        async throws
    {
        let fixture = try TransportFixture { _ in
            LoopbackReply(body: pattern(50_000), ending: .cut(afterBodyBytes: 40_000))
        }
        let response = try await fixture.transport.send(
            TransportRequest(.get, fixture.endpoint))
        #expect(response.status == 200)
        var bytes: [UInt8] = []
        var errors: [TransportError.Code] = []
        for _ in 0..<10 {
            do {
                guard let piece = try await response.body.next() else { break }
                bytes += piece
            } catch let error as TransportError {
                errors.append(error.code)
            }
        }
        #expect(bytes == Array(pattern(50_000)[..<40_000]))
        #expect(errors.count >= 5)
        #expect(Set(errors) == [.bodyTruncated])
        try await fixture.finish()
    }

    @Test func `nobody at the port, and no such host, are not sent`() async throws {
        let fixture = try TransportFixture { _ in LoopbackReply() }
        fixture.server.stop()
        let error = try await fixture.failure(.post, body: .bytes([1]))
        #expect(error?.code == .connectionFailed)
        #expect(error?.delivery == .notSent)
        #expect((error?.cause as? SystemFailure) == SystemFailure(ECONNREFUSED))
        let nowhere = try #require(Endpoint(.http, host: "no-such-host.invalid"))
        let unresolved = await #expect(throws: TransportError.self) {
            try await fixture.transport.send(
                TransportRequest(
                    .get, nowhere, timeouts: TransportTimeouts(connect: .seconds(600))))
        }
        #expect(unresolved?.code == .nameNotResolved)
        #expect(unresolved?.delivery == .notSent)
        try await fixture.finish()
    }

    @Test func `a kept connection that dies is not tried again`() async throws {
        let fixture = try TransportFixture { request in
            request.path == "/die" ? .closeBeforeHead : LoopbackReply(text: "ok")
        }
        for body in [RequestBody.none, .bytes([1]), .bytes(pattern(100_000))] {
            _ = try await fixture.exchange()
            let error = try await fixture.failure(.post, "/die", body: body)
            #expect(error?.code == .connectionLost)
            #expect(error?.delivery == .unknown)
        }
        #expect(fixture.server.requests.filter { $0.path == "/die" }.count == 3)
        try await fixture.finish()
    }

    @Test func `a kept connection that the server closed meanwhile is replaced`() async throws {
        let fixture = try TransportFixture { _ in
            LoopbackReply(text: "ok", ending: .closeSilently)
        }
        for count in 1...5 {
            _ = try await fixture.exchange(.post, body: .bytes([1]))
            try await eventually("the server has closed") {
                fixture.server.openConnectionCount == 0
            }
            #expect(fixture.server.connectionCount == count)
        }
        try await fixture.finish()
    }

    struct SourceFailure: Error {}

    @Test func `a source that fails, or gives too much or too little, fails the request`()
        async throws
    {
        let fixture = try TransportFixture { LoopbackReply(text: "\($0.body.count)") }
        let pieces = [pattern(10), pattern(20)]
        let sources = [
            PieceSource(byteCount: 31, pieces: pieces), PieceSource(byteCount: 29, pieces: pieces),
            PieceSource(byteCount: 30, pieces: pieces, ending: .failure(SourceFailure())),
            PieceSource(byteCount: nil, pieces: pieces, ending: .failure(SourceFailure())),
            PieceSource(byteCount: 30, pieces: [], ending: .failure(SourceFailure())),
        ]
        for (index, source) in sources.enumerated() {
            let error = try await fixture.failure(.put, body: .stream(source))
            #expect(error?.code == .bodySourceFailed)
            #expect((error?.cause is SourceFailure) == (index >= 2))
        }
        #expect(fixture.server.requestCount == 0)
        #expect(try await fixture.exchange(.put, body: .bytes([1])).body == Array("1".utf8))
        try await fixture.finish()
    }
}
