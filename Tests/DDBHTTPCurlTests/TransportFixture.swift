import DDBBase
import DDBHTTP
import DDBHTTPCurl
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// A transport, a server for it to talk to, and the way from one to the other.
struct TransportFixture {
    let server: LoopbackServer
    let transport: CurlTransport
    let endpoint: Endpoint
    /// What limits go by, where a test moves it.
    let time: ManualTimeSource?

    init(
        _ settings: CurlSettings = CurlSettings(),
        server serverSettings: LoopbackServer.Settings = LoopbackServer.Settings(),
        environment: [String: String] = [:], time: ManualTimeSource? = nil,
        handler: @escaping @Sendable (LoopbackRequest) -> LoopbackReply
    ) throws {
        server = try LoopbackServer(serverSettings, handler: handler)
        self.time = time
        transport = try CurlTransport(
            settings, environment: ProcessEnvironment(environment),
            time: time ?? SystemTimeSource())
        endpoint = try #require(Endpoint(parsing: server.endpointText))
    }

    /// Sends and reads the whole body.
    func exchange(
        _ method: RequestMethod = .get, _ path: String = "/", headers: HeaderFields = [:],
        body: RequestBody = .none, timeouts: TransportTimeouts = TransportTimeouts()
    ) async throws -> (status: Int, headers: HeaderFields, body: [UInt8]) {
        let response = try await transport.send(
            TransportRequest(
                method, endpoint, path: path, headers: headers, body: body, timeouts: timeouts))
        return (
            response.status, response.headers, try await response.body.collect(limit: 1 << 30)
        )
    }

    /// The error that an exchange ends with.
    func failure(
        _ method: RequestMethod = .get, _ path: String = "/", body: RequestBody = .none,
        timeouts: TransportTimeouts = TransportTimeouts(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TransportError? {
        let error = await #expect(throws: TransportError.self, sourceLocation: sourceLocation) {
            _ = try await exchange(method, path, body: body, timeouts: timeouts)
        }
        // No message names what may be secret.
        if let error {
            #expect(!error.message.contains("?"), sourceLocation: sourceLocation)
        }
        return error
    }

    /// Lets an hour go by, which others see who are under way and do nothing.
    func letAnHourPass() async throws {
        // Exchanges make the thread go round: it is done with what it could do for others.
        for _ in 0..<10 { _ = try await exchange(.get, "/pastime") }
        try #require(time).advance(by: .seconds(3600))
        for _ in 0..<2 { _ = try await exchange(.get, "/pastime") }
    }

    /// Runs a body while the time goes on, from where the server has a request.
    func whileTimePasses<Value>(_ body: () async throws -> Value) async throws -> Value {
        let time = try #require(time)
        let server = server
        let passing = Task {
            try await eventually("the server has a request") { server.requestCount > 0 }
            while true {
                time.advance(by: .milliseconds(20))
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        defer { passing.cancel() }
        return try await body()
    }

    /// Waits until no transfer is left, closes, and waits for the end of the thread.
    func finish(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually("no transfer is left", sourceLocation) {
            transport.inFlightCount == 0
        }
        transport.close()
        try await eventually("the thread has ended", sourceLocation) { transport.hasEnded }
        server.stop()
    }
}

/// Waits for a condition, for a minute at least.
func eventually(
    _ what: Comment, _ sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () -> Bool
) async throws {
    for _ in 0..<12_000 {
        if condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record(what, sourceLocation: sourceLocation)
}

/// Bytes that are not all alike, and do not repeat at the sizes of buffers.
func pattern(_ count: Int) -> [UInt8] {
    let block = (0..<min(count, 65_521)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    guard count > block.count else { return block }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count + block.count <= count { bytes += block }
    return bytes + block.prefix(count - bytes.count)
}
