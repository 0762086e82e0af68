import DDBAttributes
import DDBClientCore
import DDBDynamoDB
import DDBHTTPCurl
import DDBTestKit
import DDBTestSupport
import Testing

/// Thousands of calls at once over one client, while the service breaks in every way.
@Suite(.timeLimit(.minutes(15))) struct ManyCallsTests {
    private static let callCount = 2000
    private static let connectionsMax = 64

    enum Outcome { case right, wrong, failed, alien }

    /// The answer to an attempt: right in 81 of 100, and always the same for the same attempt.
    private static func answer(_ request: LoopbackRequest) -> LoopbackReply {
        let key = request.text.split(separator: "\"").first { $0.hasPrefix("key-") } ?? ""
        let attempt = request.header("amz-sdk-request") ?? ""
        var seed: UInt64 = 20_261_121
        for byte in (key + attempt).utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let right = LoopbackReply.json(
            #"{"Item":{"pk":{"S":"\#(key)"},"echo":{"L":[{"S":"\#(key)"},{"N":"1"}]}}}"#)
        switch SeededRandom(seed: seed).number(below: 100) {
        case 0..<5: return .resetBeforeHead
        case 5..<10: return .refusal("InternalServerError", status: 500)
        case 10..<15: return right.withWrongChecksum()
        case 15..<20: return .refusal("ThrottlingException")
        case 20..<22:
            var cut = right
            cut.ending = .cut(afterBodyBytes: 20)
            return cut
        case 22: return right.delayed(by: .milliseconds(200))
        default: return right
        }
    }

    private static func get(_ number: Int, _ client: DynamoDBClient) async -> Outcome {
        let key = AttributeValue.string("key-\(number)")
        do {
            let item = try await client.getItem(
                GetItemRequest(tableName: "t", key: ["pk": key])
            ).item
            return item == ["pk": key, "echo": .list([key, .number(1)])] ? .right : .wrong
        } catch is ClientError {
            return .failed
        } catch {
            return .alien
        }
    }

    @Test func `every call ends with its own answer or an error, and nothing is left`()
        async throws
    {
        let service = try CheckedService { request, _ in Self.answer(request) }
        defer { service.server.stop() }
        var settings = CurlSettings()
        settings.connectionsMax = Self.connectionsMax
        settings.maxConcurrency = Self.connectionsMax
        let transport = try CurlTransport(settings)
        var parts = try components("AKID", "secret")
        parts.transport = transport
        let client = try LoopbackClients(service, components: parts).dynamoDB
        var counts: [Outcome: Int] = [:]
        await withTaskGroup(of: Outcome.self) { group in
            for number in 0..<Self.callCount {
                group.addTask { await Self.get(number, client) }
            }
            for await outcome in group { counts[outcome, default: 0] += 1 }
        }
        #expect(counts[.wrong] == nil)
        #expect(counts[.alien] == nil)
        #expect(counts.values.reduce(0, +) == Self.callCount)
        // What fails may fail only for want of quota or attempts, which is rare.
        #expect(counts[.right, default: 0] > Self.callCount * 3 / 4, "\(counts)")
        #expect(service.server.requestCount > Self.callCount)
        #expect(service.server.connectionCount > 0)
        // The last caller goes on before the transport has counted its end.
        for _ in 0..<6000 where transport.inFlightCount > 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(transport.inFlightCount == 0)
        transport.close()
        for _ in 0..<6000 where service.server.openConnectionCount > 0 {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(service.server.openConnectionCount == 0)
    }
}
