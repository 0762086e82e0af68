import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBHTTP
import DDBTestSupport
import Testing

/// Whether a write that failed may have happened, over connections that break for real.
@Suite(.timeLimit(.minutes(15))) struct DeliveryTests {
    static let breaks: [(String, LoopbackReply)] = [
        ("reset before the head", .resetBeforeHead),
        ("closed before the head", .closeBeforeHead),
        ("reset in the body", LoopbackReply(body: [123, 125], ending: .reset(afterBodyBytes: 1))),
        ("cut in the body", LoopbackReply(body: [123, 125], ending: .cut(afterBodyBytes: 1))),
        ("no HTTP", .raw(Array("huh\r\n\r\n".utf8))),
    ]

    private func put(_ clients: LoopbackClients) async throws {
        _ = try await clients.dynamoDB.putItem(
            PutItemRequest(tableName: "t", item: ["pk": .string("k")]))
    }

    @Test(arguments: breaks.indices)
    func `a write over a connection that breaks twice is done`(index: Int) async throws {
        let reply = Self.breaks[index].1
        let service = try CheckedService { _, number in number < 3 ? reply : .json("{}") }
        defer { service.server.stop() }
        try await put(try LoopbackClients(service))
        let attempts = service.server.requests.map { $0.header("amz-sdk-request") }
        #expect(attempts == ["attempt=1; max=4", "attempt=2; max=4", "attempt=3; max=4"])
    }

    @Test(arguments: breaks.indices)
    func `a write whose every connection breaks may have happened`(index: Int) async throws {
        let reply = Self.breaks[index].1
        let service = try CheckedService { _, _ in reply }
        defer { service.server.stop() }
        let error = try await failure { try await put(try LoopbackClients(service)) }
        #expect(error.code == .transportFailed)
        #expect(error.attempts == 4)
        #expect(service.server.requestCount == 4)
        #expect(error.delivery == .unknown)
        #expect(error.surrender == .attemptsExhausted)
        #expect(error.cause is TransportError)
        #expect(error.message.contains("read back before doing it again"))
    }

    @Test func `a refusal after a break leaves the doubt`() async throws {
        let service = try CheckedService { _, number in
            number == 1 ? .resetBeforeHead : .refusal("ConditionalCheckFailedException")
        }
        defer { service.server.stop() }
        let error = try await failure { try await put(try LoopbackClients(service)) }
        // The first attempt may have written what makes the condition of the second fail.
        #expect(error.code == .conditionalCheckFailed)
        #expect(error.attempts == 2)
        #expect(error.delivery == .unknown)
    }

    @Test func `a write to nobody was not sent`() async throws {
        let service = try CheckedService { _, _ in .json("{}") }
        let clients = try LoopbackClients(service)
        service.server.stop()
        let error = try await failure { try await put(clients) }
        #expect(error.code == .transportFailed)
        #expect(error.attempts == 4)
        #expect(error.delivery == .notSent)
        #expect((error.cause as? TransportError)?.code == .connectionFailed)
        #expect(!error.message.contains("read back"))
        #expect(error.disposition == .retry)
    }
}
