import DDBBase
import DDBHTTP
import DDBHTTPCurl
import DDBTestSupport
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(15))) struct CurlConcurrencyTests {
    /// Sends requests all at once, each with a body of its own, and counts what came back.
    static func burst(
        _ transport: CurlTransport, _ endpoint: Endpoint, count: Int
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<count {
                group.addTask {
                    let body = Array("request \(index)".utf8)
                    let response = try await transport.send(
                        TransportRequest(.post, endpoint, path: "/\(index)", body: .bytes(body)))
                    return try await response.body.collect(limit: 1000) == body
                        && response.status == 200
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test func `ten thousand concurrent requests each get their own answer`() async throws {
        var settings = CurlSettings()
        settings.maxConcurrency = 256
        let fixture = try TransportFixture(settings) { LoopbackReply(body: $0.body) }
        let count = 10_000
        let right = try await Self.burst(fixture.transport, fixture.endpoint, count: count)
        #expect(right == count)
        let requests = fixture.server.requests
        #expect(requests.count == count)
        #expect(Set(requests.map(\.path)).count == count)
        #expect(fixture.server.connectionCount <= 256)
        try await fixture.finish()
    }

    @Test func `requests beyond what may wait are refused, and the others served`() async throws {
        var settings = CurlSettings()
        settings.maxConcurrency = 2
        settings.waitingRequestsMax = 3
        let gate = Mutex(false)
        let fixture = try TransportFixture(settings) { _ in
            while !gate.withLock({ $0 }) { usleep(1000) }
            return LoopbackReply(text: "ok")
        }
        let tasks = (0..<5).map { _ in Task { try await fixture.exchange().status } }
        try await eventually("five are taken") { fixture.transport.inFlightCount == 5 }
        let error = try await fixture.failure()
        #expect(error?.code == .overloaded)
        #expect(error?.delivery == .notSent)
        gate.withLock { $0 = true }
        for task in tasks { #expect(try await task.value == 200) }
        #expect(fixture.server.requestCount == 5)
        #expect(fixture.server.connectionCount == 2)
        try await fixture.finish()
    }

    @Test func `closing ends what is under way, what waits and what comes`() async throws {
        var settings = CurlSettings()
        settings.maxConcurrency = 20
        let fixture = try TransportFixture(settings) { request in
            request.path == "/body"
                ? LoopbackReply(body: pattern(100), ending: .hang(afterBodyBytes: 5)) : .neverAnswer
        }
        let response = try await fixture.transport.send(
            TransportRequest(.get, fixture.endpoint, path: "/body"))
        let tasks = (0..<50).map { _ in Task { try await fixture.exchange(.post).status } }
        try await eventually("20 are under way") { fixture.server.requestCount == 20 }
        try await eventually("all are taken") { fixture.transport.inFlightCount == 51 }
        fixture.transport.close()
        var deliveries: [TransportError.Delivery] = []
        for task in tasks {
            let error = await #expect(throws: TransportError.self) { try await task.value }
            #expect(error?.code == .closed)
            if let delivery = error?.delivery { deliveries.append(delivery) }
        }
        #expect(deliveries.filter { $0 == .unknown }.count == 19)
        let broken = await #expect(throws: TransportError.self) {
            try await response.body.collect(limit: 1000)
        }
        #expect(broken?.code == .closed)
        let late = try await fixture.failure()
        #expect(late?.code == .closed)
        #expect(late?.delivery == .notSent)
        try await fixture.finish()
    }

    /// What the process has open, without what the dispatcher opens when it likes.
    static func descriptors() throws -> [String: Int] {
        let folder = "/proc/self/fd"
        var counts: [String: Int] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            guard
                let target = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: folder + "/" + name)
            else { continue }
            for kind in ["socket:", "pipe:", "eventpoll", "eventfd"] where target.contains(kind) {
                counts[kind, default: 0] += 1
            }
        }
        return counts
    }

    static func threadCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
    }

    #if os(Linux)
    @Test func `transports leave no descriptor and no thread behind`() async throws {
        // A process of its own, so that no other test opens anything meanwhile.
        await #expect(processExitsWith: .success) {
            let server = try LoopbackServer(handler: CurlCancellationTests.reply)
            let endpoint = try #require(Endpoint(parsing: server.endpointText))
            var before: [String: Int] = [:]
            var threadsBefore = 0
            for round in 0..<30 {
                let transport = try CurlTransport(environment: ProcessEnvironment([:]))
                var tasks: [Task<Void, any Error>] = []
                for path in ["/fine", "/beforeBody", "/paused", "/never", "/duringHead"] {
                    for index in 0..<6 {
                        tasks.append(
                            Task {
                                let response = try await transport.send(
                                    TransportRequest(.get, endpoint, path: path))
                                if index == 0 { return }
                                _ = try await response.body.collect(limit: 1 << 30)
                            })
                    }
                }
                try await Task.sleep(for: .milliseconds(20))
                for task in tasks[..<20] { task.cancel() }
                if round % 2 == 0 { transport.close() }
                for task in tasks { task.cancel() }
                for task in tasks { _ = await task.result }
                transport.close()
                try await eventually("the thread has ended") { transport.hasEnded }
                try await eventually("the server has no connection") {
                    server.openConnectionCount == 0
                }
                if round == 4 {
                    before = try CurlConcurrencyTests.descriptors()
                    threadsBefore = try CurlConcurrencyTests.threadCount()
                }
            }
            try await eventually("threads are gone") {
                ((try? CurlConcurrencyTests.threadCount()) ?? .max) <= threadsBefore + 4
            }
            #expect(try CurlConcurrencyTests.descriptors() == before)
        }
    }
    #endif

    @Test func `dropping a transport ends its thread and its connections`() async throws {
        let server = try LoopbackServer { _ in LoopbackReply(text: "ok") }
        let endpoint = try #require(Endpoint(parsing: server.endpointText))
        var transport: CurlTransport? = try CurlTransport(environment: ProcessEnvironment([:]))
        _ = try await transport?.send(TransportRequest(.get, endpoint))
        #expect(server.openConnectionCount == 1)
        transport = nil
        try await eventually("the connection is closed") { server.openConnectionCount == 0 }
    }
}
