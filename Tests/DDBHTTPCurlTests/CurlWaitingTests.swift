import DDBBase
import DDBHTTP
import DDBHTTPCurl
import DDBTestSupport
import Foundation
import Synchronization
import Testing

/// Requests that wait for others.
@Suite(.timeLimit(.minutes(15))) struct CurlWaitingTests {
    #if os(Linux)
    @Test func `a loop that has nothing to do rests when requests were cancelled as they waited`()
        async throws
    {
        // A process of its own, so that nobody else uses the processor.
        await #expect(processExitsWith: .success) {
            var settings = CurlSettings()
            settings.maxConcurrency = 1
            let fixture = try TransportFixture(settings) { request in
                request.path == "/never" ? .neverAnswer : LoopbackReply(text: "ok")
            }
            let first = Task { _ = try await fixture.exchange(.get, "/never") }
            try await eventually("one is under way") { fixture.server.requestCount == 1 }
            let others = (0..<3).map { _ in Task { _ = try await fixture.exchange() } }
            try await eventually("three wait") { fixture.transport.inFlightCount == 4 }
            for task in others { task.cancel() }
            for task in others { _ = await task.result }
            first.cancel()
            _ = await first.result
            #expect(try await fixture.exchange().status == 200)
            let before = clock()
            try await Task.sleep(for: .milliseconds(500))
            let seconds = Double(clock() - before) / Double(CLOCKS_PER_SEC)
            #expect(seconds < 0.1)
            try await fixture.finish()
        }
    }
    #endif

    @Test func `a body whose request is refused is given up`() async throws {
        var settings = CurlSettings()
        settings.maxConcurrency = 1
        settings.waitingRequestsMax = 0
        settings.bufferBytesMax = 1000
        let fixture = try TransportFixture(settings) { _ in .neverAnswer }
        let first = Task { _ = try await fixture.exchange() }
        try await eventually("one is under way") { fixture.server.requestCount == 1 }
        let source = EndlessSource()
        let error = try await fixture.failure(.put, body: .stream(source))
        #expect(error?.code == .overloaded)
        try await eventually("the source is given up") { source.isAbandoned.value }
        first.cancel()
        _ = await first.result
        try await fixture.finish()
    }

    @Test(arguments: [Int.min, -1, 0, .max])
    func `numbers beyond any sense neither hang nor end the process`(number: Int) async throws {
        var settings = CurlSettings()
        settings.maxConcurrency = number
        settings.waitingRequestsMax = number
        settings.connectionsMax = number
        settings.openingMax = number
        settings.bufferBytesMax = number
        let fixture = try TransportFixture(settings) { LoopbackReply(body: $0.body) }
        let body = pattern(100_000)
        let source = PieceSource(byteCount: nil, pieces: [body, body])
        let timeouts = TransportTimeouts(total: .seconds(60))
        let reply = try await fixture.exchange(.put, body: .stream(source), timeouts: timeouts)
        #expect(reply.body == body + body)
        try await fixture.finish()
    }

    @Test func `no more connections are made at once than settings let`() async throws {
        let listener = try SilentListener()
        var settings = CurlSettings()
        settings.openingMax = 2
        settings.connectTimeout = .seconds(600)
        let transport = try CurlTransport(settings, environment: ProcessEnvironment([:]))
        let endpoint = try #require(Endpoint(parsing: "https://127.0.0.1:\(listener.port)"))
        let tasks = (0..<5).map { _ in
            Task { try await transport.send(TransportRequest(.get, endpoint)).status }
        }
        try await eventually("five are taken") { transport.inFlightCount == 5 }
        // They stand in the midst of TLS until the listener hangs up.
        for expected in [2, 2, 1] {
            var held: [Int32] = []
            try await eventually("\(expected) connections come") {
                held += listener.accepted()
                return held.count >= expected
            }
            try await Task.sleep(for: .milliseconds(50))
            held += listener.accepted()
            #expect(held.count == expected)
            for descriptor in held { close(descriptor) }
        }
        for task in tasks {
            let error = await #expect(throws: TransportError.self) { try await task.value }
            #expect(error?.delivery == .notSent)
        }
        transport.close()
        try await eventually("the thread has ended") { transport.hasEnded }
    }
}

/// Gives bytes for ever, and tells whether its reader was abandoned.
private struct EndlessSource: BodySource {
    final class Flag: Sendable {
        private let state = Mutex(false)
        var value: Bool { state.withLock { $0 } }
        func set() { state.withLock { $0 = true } }
    }

    private final class Reader: BodyReader {
        private let flag: Flag

        init(_ flag: Flag) { self.flag = flag }

        func next() async throws -> [UInt8]? { [UInt8](repeating: 1, count: 1000) }
        func abandon() { flag.set() }
    }

    let byteCount: Int? = nil
    let isAbandoned = Flag()

    func open() async throws -> any BodyReader { Reader(isAbandoned) }
}

/// Lets connections stand and says nothing on them.
private final class SilentListener: Sendable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (descriptor, length) = (descriptor, size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard bind(descriptor, address, length) == 0, listen(descriptor, 64) == 0 else {
                    return Int32(-1)
                }
                return getsockname(descriptor, address, &size)
            }
        }
        try #require(result == 0)
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// The connections that have come since.
    func accepted() -> [Int32] {
        var found: [Int32] = []
        while true {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { return found }
            found.append(connection)
        }
    }
}
