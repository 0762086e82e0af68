import DDBHTTP
import DDBHTTPCurl
import DDBTestKit
import DDBTestSupport
import Foundation
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(15))) struct CurlCancellationTests {
    private static let isSoak = ProcessInfo.processInfo.environment["DDBKIT_SOAK"] != nil

    /// Where a request is when it is cancelled.
    enum Moment: String, CaseIterable {
        case beforeHead, duringHead, beforeBody, duringBody, paused, sending, waiting
    }

    /// What the server does at every moment but `waiting` and `sending`.
    @Sendable static func reply(_ request: LoopbackRequest) -> LoopbackReply {
        switch request.path {
        case "/duringHead": LoopbackReply().tricklingHead(1, every: .seconds(1))
        case "/beforeBody": LoopbackReply(body: [1, 2], ending: .hang(afterBodyBytes: 0))
        case "/duringBody":
            LoopbackReply(body: pattern(9999)).trickling(1, every: .milliseconds(90))
        case "/paused": LoopbackReply(body: pattern(8 << 20))
        case "/fine": LoopbackReply(text: "fine")
        default: .neverAnswer
        }
    }

    @Test(arguments: Moment.allCases)
    func `a cancelled request ends and leaves nothing`(moment: Moment) async throws {
        _ = try await Self.cancel(moment)
    }

    @Test func `a cancelled request ends at once`() async throws {
        // A process of its own, whose threads have nothing else to do.
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            for moment in Moment.allCases {
                let time = try await CurlCancellationTests.cancel(moment)
                print("cancelled \(moment) in \(time)")
                // The promise is 100 ms; a machine that has much to do is given more.
                #expect(time < .seconds(30))
            }
        }
        print(String(decoding: result?.standardOutputContent ?? [], as: UTF8.self))
    }

    /// Cancels at a moment, and returns how long the request took to end.
    static func cancel(_ moment: Moment) async throws -> Duration {
        var settings = CurlSettings()
        if moment == .waiting { settings.maxConcurrency = 1 }
        let fixture = try TransportFixture(settings, handler: reply)
        let other = Task { moment == .waiting ? try await fixture.exchange().status : 0 }
        if moment == .waiting {
            try await eventually("another is under way") { fixture.server.requestCount == 1 }
        }
        let hasHead = Mutex(false)
        let task = Task {
            let source = PieceSource(byteCount: nil, pieces: [[1]], ending: .hang)
            let response = try await fixture.transport.send(
                TransportRequest(
                    .put, fixture.endpoint, path: "/" + moment.rawValue,
                    body: moment == .sending ? .stream(source) : .bytes([1])))
            hasHead.withLock { $0 = true }
            if moment == .paused { try await Task.sleep(for: .seconds(60)) }
            _ = try await response.body.collect(limit: 1 << 30)
        }
        switch moment {
        case .beforeHead, .duringHead:
            try await eventually("the request is there") { fixture.server.requestCount == 1 }
        case .beforeBody, .duringBody, .paused:
            try await eventually("the head is there") { hasHead.withLock { $0 } }
        case .sending, .waiting: break
        }
        try await Task.sleep(for: .milliseconds(100))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let time = ContinuousClock.now - start
        other.cancel()
        _ = await other.result
        try await eventually("the server sees the connection go") {
            fixture.server.openConnectionCount == 0
        }
        try await fixture.finish()
        return time
    }

    @Test func `a task that was cancelled before sends nothing`() async throws {
        let fixture = try TransportFixture(handler: Self.reply)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try await fixture.exchange()
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(fixture.server.connectionCount == 0)
        try await fixture.finish()
    }

    @Test func `a request that is cancelled while it is prepared ends`() async throws {
        let fixture = try TransportFixture(handler: Self.reply)
        let cancelled = CancelledCount()
        let count = 4000
        // The transport asks for the size when it has looked at the task, and not yet submitted.
        // Not awaited, for a request that never ends would keep the test as well.
        for _ in 0..<count {
            Task {
                do {
                    _ = try await fixture.exchange(.put, body: .stream(CancellingSource()))
                } catch is CancellationError {
                    cancelled.value.withLock { $0 += 1 }
                }
            }
        }
        try await eventually("every request ends") { cancelled.value.withLock { $0 } == count }
        #expect(fixture.server.requestCount == 0)
        try await fixture.finish()
    }

    @Test(arguments: isSoak ? Array(UInt64(1)...20) : [1, 2])
    func `storms of cancellations lose nothing and leave nothing`(seed: UInt64) async throws {
        var settings = CurlSettings()
        settings.maxConcurrency = 64
        let fixture = try TransportFixture(settings, handler: Self.reply)
        let random = SeededRandom(seed: seed)
        let paths = ["/fine", "/duringHead", "/beforeBody", "/duringBody", "/paused", "/never"]
        let count = Self.isSoak ? 5000 : 600
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<count {
                let path = paths[random.number(below: paths.count)]
                let delay = Duration.microseconds(random.number(below: 40_000))
                let abandons = random.number(below: 4) == 0
                let body: RequestBody =
                    random.number(below: 3) == 0
                    ? .stream(PieceSource(byteCount: nil, pieces: [pattern(9000), [1]]))
                    : .bytes([1])
                group.addTask {
                    let request = Task {
                        let response = try await fixture.transport.send(
                            TransportRequest(.put, fixture.endpoint, path: path, body: body))
                        if abandons { return response.body.abandon() }
                        _ = try await response.body.collect(limit: 1 << 30)
                    }
                    try await Task.sleep(for: delay)
                    request.cancel()
                    do {
                        try await request.value
                        return true
                    } catch is CancellationError {
                        return false
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count == count, "seed \(seed)")
        #expect(outcomes.contains(false), "seed \(seed)")
        // What was cancelled has spoilt nothing.
        for _ in 0..<10 { #expect(try await fixture.exchange(.get, "/fine").status == 200) }
        try await fixture.finish()
    }
}

/// How many requests were cancelled.
private final class CancelledCount: Sendable {
    let value = Mutex(0)
}

/// Cancels the task that asks for its size.
private struct CancellingSource: BodySource {
    var byteCount: Int? {
        withUnsafeCurrentTask { $0?.cancel() }
        return nil
    }

    func open() async throws -> any BodyReader {
        try await PieceSource(byteCount: nil, pieces: [[1]]).open()
    }
}
