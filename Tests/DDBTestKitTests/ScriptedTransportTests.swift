import DDBHTTP
import DDBTestKit
import Testing

@Suite struct ScriptedTransportTests {
    func request() throws -> TransportRequest {
        let endpoint = try #require(Endpoint(parsing: "http://localhost:8000"))
        return TransportRequest(.post, endpoint, body: .bytes([1, 2, 3]))
    }

    @Test func `steps are played in their order and requests are kept`() async throws {
        let transport = ScriptedTransport([
            .fail(TransportError(.connectionLost, "The line is cut.")),
            .respond(status: 200, headers: ["a": "b"], body: [[1], [2]]),
            .decide { .respond(status: 201, headers: [:], body: [$0.body]) },
        ])
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(request())
        }
        #expect(error?.code == .connectionLost)
        let second = try await transport.send(request())
        #expect(second.status == 200)
        #expect(second.headers["A"] == "b")
        #expect(try await second.body.collect(limit: 10) == [1, 2])
        let third = try await transport.send(request())
        #expect(try await third.body.collect(limit: 10) == [1, 2, 3])
        #expect(transport.exchanges.map(\.body) == [[1, 2, 3], [1, 2, 3], [1, 2, 3]])
        #expect(transport.remainingStepCount == 0)
        let last = await #expect(throws: TransportError.self) {
            try await transport.send(request())
        }
        #expect(last?.code == .closed)
    }

    @Test func `a body breaks off where the script says`() async throws {
        let cut = TransportError(.bodyTruncated, "The body ended early.")
        let transport = ScriptedTransport([
            .breakOff(status: 200, headers: [:], body: [[1], [2]], cut)
        ])
        let body = try await transport.send(request()).body
        #expect(try await body.next() == [1])
        #expect(try await body.next() == [2])
        for _ in 1...2 {
            let error = await #expect(throws: TransportError.self) { try await body.next() }
            #expect(error?.code == .bodyTruncated)
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `a hanging request ends when it is cancelled`() async throws {
        let transport = ScriptedTransport([.hang])
        let request = try request()
        let task = Task { try await transport.send(request) }
        while transport.exchanges.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `what a transport must refuse is refused`() async throws {
        let transport = ScriptedTransport([.respond(status: 200, headers: [:], body: [])])
        var request = try request()
        request.headers["x"] = "a\r\nb: c"
        await #expect(throws: TransportError.self) { try await transport.send(request) }
        #expect(transport.remainingStepCount == 1)
    }
}
