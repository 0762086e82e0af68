import DDBBase
import DDBHTTP
import DDBHTTPCurl
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

@Suite(.timeLimit(.minutes(15))) struct CurlTimeoutTests {
    static let short = Duration.milliseconds(150)

    /// How a server is slow, and which limit it meets.
    static let cases: [(LoopbackReply, TransportTimeouts, TransportError.Code)] = [
        (.neverAnswer, TransportTimeouts(idle: short), .idleTimeout),
        (.neverAnswer, TransportTimeouts(total: short), .totalTimeout),
        (.neverAnswer, TransportTimeouts(idle: .seconds(60), total: short), .totalTimeout),
        (.neverAnswer, TransportTimeouts(idle: short, total: .seconds(60)), .idleTimeout),
        (
            LoopbackReply(body: pattern(1000), ending: .hang(afterBodyBytes: 10)),
            TransportTimeouts(idle: short), .idleTimeout
        ),
        (
            LoopbackReply(body: pattern(100)).tricklingHead(1, every: .seconds(2)),
            TransportTimeouts(idle: .seconds(60), total: short), .totalTimeout
        ),
        (
            LoopbackReply(body: pattern(1000)).trickling(1, every: .milliseconds(100)),
            TransportTimeouts(idle: .seconds(60), total: short), .totalTimeout
        ),
    ]

    @Test(arguments: cases.indices)
    func `slow servers meet the limits`(index: Int) async throws {
        let (reply, timeouts, code) = Self.cases[index]
        let fixture = try TransportFixture(time: ManualTimeSource()) { _ in reply }
        let error = try await fixture.whileTimePasses {
            try await fixture.failure(.post, body: .bytes([1]), timeouts: timeouts)
        }
        #expect(error?.code == code)
        #expect(error?.delivery == .unknown)
        #expect(error?.message.contains("150 ms") == true)
        try await fixture.finish()
    }

    @Test func `bytes that trickle are no idleness`() async throws {
        let fixture = try TransportFixture { _ in
            LoopbackReply(body: pattern(40)).tricklingHead(8, every: .milliseconds(250))
                .trickling(2, every: .milliseconds(250))
        }
        // More time goes by than may without a byte.
        let reply = try await fixture.exchange(timeouts: TransportTimeouts(idle: .seconds(5)))
        #expect(reply.body == pattern(40))
        try await fixture.finish()
    }

    @Test func `the settings hold where a request names nothing`() async throws {
        var settings = CurlSettings()
        settings.readTimeout = Self.short
        let idle = try TransportFixture(settings) { _ in .neverAnswer }
        #expect(try await idle.failure()?.code == .idleTimeout)
        try await idle.finish()
        settings.readTimeout = .seconds(60)
        settings.totalTimeout = Self.short
        let total = try TransportFixture(settings) { _ in .neverAnswer }
        #expect(try await total.failure()?.code == .totalTimeout)
        try await total.finish()
    }

    @Test func `a server that reads no further is idle`() async throws {
        var serverSettings = LoopbackServer.Settings()
        serverSettings.stallsAfterBodyBytes = 1000
        let fixture = try TransportFixture(server: serverSettings) { _ in LoopbackReply() }
        let error = try await fixture.failure(
            .put, body: .bytes(pattern(16 << 20)), timeouts: TransportTimeouts(idle: Self.short))
        #expect(error?.code == .idleTimeout)
        try await fixture.finish()
    }

    @Test func `a reader that takes its time makes no idleness`() async throws {
        let bytes = pattern(64 << 20)
        let fixture = try TransportFixture(time: ManualTimeSource()) {
            $0.path == "/" ? LoopbackReply(body: bytes) : LoopbackReply()
        }
        let response = try await fixture.transport.send(
            TransportRequest(
                .get, fixture.endpoint, timeouts: TransportTimeouts(idle: Self.short)))
        let first = try #require(try await response.body.next())
        try await fixture.letAnHourPass()
        #expect(try await first + response.body.collect(limit: 1 << 30) == bytes)
        try await fixture.finish()
    }

    @Test func `a connection that does not stand in time is not sent`() async throws {
        let server = try EarlyServer(nil, backlog: 0)
        let endpoint = try #require(Endpoint(.http, host: "127.0.0.1", port: server.port))
        let transport = try CurlTransport(environment: ProcessEnvironment([:]))
        // The first connections fill the queue of the system, and so get their time from the other
        // limit.
        let timeouts = TransportTimeouts(connect: .milliseconds(300), idle: .milliseconds(700))
        let errors = await withTaskGroup(of: TransportError?.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    do {
                        let request = TransportRequest(.get, endpoint, timeouts: timeouts)
                        _ = try await transport.send(request)
                    } catch let error as TransportError {
                        return error
                    } catch {}
                    return nil
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let late = errors.compactMap { $0 }.filter { $0.code == .connectTimeout }
        #expect(errors.compactMap { $0 }.count == 6)
        #expect(late.count >= 3)
        #expect(late.allSatisfy { $0.delivery == .notSent && $0.message.contains("300 ms") })
    }

    @Test func `the total counts while a request waits for its turn`() async throws {
        var settings = CurlSettings()
        settings.maxConcurrency = 1
        let fixture = try TransportFixture(settings) { _ in .neverAnswer }
        let first = Task { try await fixture.exchange() }
        try await eventually("the first is under way") { fixture.server.requestCount == 1 }
        let error = try await fixture.failure(timeouts: TransportTimeouts(total: Self.short))
        #expect(error?.code == .totalTimeout)
        #expect(error?.delivery == .notSent)
        first.cancel()
        await #expect(throws: CancellationError.self) { _ = try await first.value }
        try await fixture.finish()
    }
}
