import DDBHTTP
import DDBHTTPCurl
import DDBTestSupport
import Foundation
import Testing

/// TLS against Python's, with a certificate that OpenSSL's own program makes.
@Suite(
    .timeLimit(.minutes(15)),
    .enabled(if: TestPython.path != nil && TestCertificate.program != nil, "run Tools/setup"))
struct CurlSecurityTests {
    static func transport(
        _ change: (inout CurlSettings) -> Void = { _ in }
    ) throws -> CurlTransport {
        var settings = CurlSettings()
        settings.proxy = .none
        change(&settings)
        return try CurlTransport(settings)
    }

    static func text(
        _ transport: CurlTransport, _ port: UInt16, host: String = "127.0.0.1"
    ) async throws -> String {
        let endpoint = try #require(Endpoint(.https, host: host, port: port))
        let response = try await transport.send(
            TransportRequest(.post, endpoint, path: "/a", body: .bytes([1, 2])))
        return String(
            decoding: try await response.body.collect(limit: 1000), as: UTF8.self)
    }

    @Test func `a certificate is trusted by its file, by name, and otherwise refused`()
        async throws
    {
        let certificate = try #require(try TestCertificate())
        let server = try #require(
            try PeerServer(
                TestPython.path, "tls_server.py", [certificate.path, certificate.keyPath]))
        let trusting = try Self.transport { $0.caBundle = certificate.path }
        #expect(try await Self.text(trusting, server.port) == "TLSv1.3 /a")
        #expect(try await Self.text(trusting, server.port, host: "localhost") == "TLSv1.3 /a")

        let other = try #require(try TestCertificate())
        for transport in [
            try Self.transport(), try Self.transport { $0.caBundle = other.path },
        ] {
            let error = await #expect(throws: TransportError.self) {
                try await Self.text(transport, server.port)
            }
            #expect(error?.code == .tlsFailed)
            #expect(error?.delivery == .notSent)
            #expect(error?.message.contains("certificate") == true)
        }
        let misnamed = try #require(try TestCertificate(names: "DNS:other.example"))
        let misnamedServer = try #require(
            try PeerServer(
                TestPython.path, "tls_server.py", [misnamed.path, misnamed.keyPath]))
        let wrong = await #expect(throws: TransportError.self) {
            try await Self.text(
                Self.transport { $0.caBundle = misnamed.path }, misnamedServer.port)
        }
        #expect(wrong?.code == .tlsFailed)

        let careless = try Self.transport { $0.trustsAllCertificates = true }
        #expect(careless.settings.trustsAllCertificates)
        #expect(try await Self.text(careless, server.port) == "TLSv1.3 /a")
    }

    @Test func `TLS before 1.2 is refused`() async throws {
        let certificate = try #require(try TestCertificate())
        let server = try #require(
            try PeerServer(
                TestPython.path, "tls_server.py",
                [certificate.path, certificate.keyPath, "--tls", "1.1"]))
        let transport = try Self.transport { $0.trustsAllCertificates = true }
        let error = await #expect(throws: TransportError.self) {
            try await Self.text(transport, server.port)
        }
        #expect(error?.code == .tlsFailed)
        #expect(error?.delivery == .notSent)
    }

    @Test func `a file of certificates that is not there is told when a transport is made`() {
        let error = #expect(throws: TransportError.self) {
            try Self.transport { $0.caBundle = "/no/such/file.pem" }
        }
        #expect(error?.code == .tlsFailed)
        #expect(error?.message.contains("/no/such/file.pem") == true)
    }

    @Test func `a server that hangs up while TLS is agreed on is worth another try`() async throws {
        let error = try await Self.failure(EarlyServer([], waitsForBody: false))
        #expect(error?.code == .connectionFailed)
        #expect(error?.disposition == .retry)
    }

    @Test func `a server that speaks no TLS has got nothing`() async throws {
        let answer = Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)
        let error = try await Self.failure(EarlyServer(answer, waitsForBody: false))
        #expect(error?.code == .tlsFailed)
    }

    @Test func `a server that says nothing to TLS makes no connection`() async throws {
        let error = try await Self.failure(
            EarlyServer([], waitsForBody: true), connect: .milliseconds(800))
        #expect(error?.code == .connectTimeout)
    }

    static func failure(
        _ server: EarlyServer, connect: Duration = .seconds(600)
    ) async throws -> TransportError? {
        let endpoint = try #require(Endpoint(.https, host: "127.0.0.1", port: server.port))
        let transport = try Self.transport()
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(
                TransportRequest(
                    .get, endpoint, timeouts: TransportTimeouts(connect: connect)))
        }
        #expect(error?.delivery == .notSent)
        return error
    }
}
