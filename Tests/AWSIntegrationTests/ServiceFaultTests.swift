import DDBAttributes
import DDBClientCore
import DDBCompression
import DDBDynamoDB
import DDBTestKit
import DDBTestSupport
import Testing

/// How calls fare while the service throttles, fails and damages what it sends.
@Suite(.timeLimit(.minutes(15))) struct ServiceFaultTests {
    private static let item = #"{"Item":{"pk":{"S":"k"},"n":{"N":"1"}}}"#
    private static let right = LoopbackReply.json(item)

    private func get(_ clients: LoopbackClients) async throws -> Item? {
        try await clients.dynamoDB.getItem(
            GetItemRequest(tableName: "t", key: ["pk": .string("k")])
        ).item
    }

    /// First replies that a later attempt makes up for.
    static let passing: [(String, LoopbackReply)] = [
        ("throughput", .refusal("ProvisionedThroughputExceededException")),
        ("throttling", .refusal("ThrottlingException")),
        ("request limit", .refusal("RequestLimitExceeded")),
        ("500", .refusal("InternalServerError", status: 500)),
        ("500 without words", LoopbackReply(status: 500)),
        ("502 of a proxy", LoopbackReply(status: 502, text: "<html>bad gateway</html>")),
        ("503", .refusal("ServiceUnavailable", status: 503)),
        ("wrong checksum", right.withWrongChecksum()),
        ("wrong checksum of gzip", LoopbackReply.json(item, isZipped: true).withWrongChecksum()),
        (
            "damaged gzip",
            LoopbackReply(headers: [("content-encoding", "gzip")], body: [31, 139, 8, 0, 1, 2])
        ),
        ("truncated", cutting(.cut(afterBodyBytes: 9))),
        ("reset in the body", cutting(.reset(afterBodyBytes: 9))),
        ("no head", .closeBeforeHead),
        ("unknown key", .refusal("UnrecognizedClientException")),
    ]

    private static func cutting(_ ending: LoopbackReply.Ending) -> LoopbackReply {
        var reply = right
        reply.ending = ending
        return reply
    }

    @Test(arguments: passing.indices)
    func `what passes is tried again`(index: Int) async throws {
        let reply = Self.passing[index].1
        let service = try CheckedService { _, number in number == 1 ? reply : Self.right }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        let item = try await get(clients)
        #expect(item == ["pk": .string("k"), "n": .number(1)], "\(Self.passing[index].0)")
        #expect(service.server.requestCount == 2)
        let attempts = service.server.requests.map { $0.header("amz-sdk-request") }
        #expect(attempts == ["attempt=1; max=4", "attempt=2; max=4"])
        let calls = service.server.requests.map { $0.header("amz-sdk-invocation-id") }
        #expect(Set(calls).count == 1)
    }

    @Test func `a checksum over zipped bytes is right`() async throws {
        let service = try CheckedService { _, _ in .json(Self.item, isZipped: true) }
        defer { service.server.stop() }
        #expect(try await get(try LoopbackClients(service))?["n"] == .number(1))
        #expect(service.server.requestCount == 1)
    }

    @Test func `a checksum that is always wrong ends as damage`() async throws {
        let service = try CheckedService { _, _ in Self.right.withWrongChecksum() }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        let error = try await failure { try await get(clients) }
        #expect(error.code == .checksumMismatch)
        #expect(error.attempts == 4)
        #expect(error.disposition == .corrupt)
        #expect(error.surrender == .attemptsExhausted)
    }

    @Test func `a gzip bomb is not inflated past its limit and not asked for again`() async throws {
        let zeros = [UInt8](repeating: 0x20, count: 17 << 20)
        let bomb = GzipEncoder.encode(zeros.span.bytes)
        #expect(bomb.count < 1 << 20)
        let service = try CheckedService { _, _ in
            LoopbackReply(headers: [("content-encoding", "gzip")], body: bomb)
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        let error = try await failure {
            try await clients.dynamoDB.listTables(ListTablesRequest())
        }
        #expect(error.code == .responseTooLarge)
        #expect(error.attempts == 1)
        #expect(service.server.requestCount == 1)
    }

    /// ThrottlingException spells the member small, the others do not.
    @Test(arguments: ["ThrottlingReasons", "throttlingReasons"])
    func `reasons of throttling are told in either spelling`(member: String) async throws {
        let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/t"
        let reason = "TableReadKeyRangeThroughputExceeded"
        let service = try CheckedService { _, _ in
            .refusal(
                member == "ThrottlingReasons"
                    ? "ProvisionedThroughputExceededException" : "ThrottlingException",
                #","\#(member)":[{"reason":"\#(reason)","resource":"\#(arn)"}]"#)
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        let error = try await failure { try await get(clients) }
        #expect(error.category == .throttling)
        #expect(error.throttlingReasons == [ThrottlingReason(reason: reason, resource: arn)])
        #expect(error.attempts == 4)
        #expect(error.delivery == .refused)
        #expect(error.disposition == .retry)
        #expect(error.message.contains("One partition is hot"))
        // Three waits of up to 1, 2 and 4 s.
        #expect(clients.time.slept > .zero && clients.time.slept < .seconds(7))
    }

    @Test(arguments: [("3000", 3000, 3025), ("900000", 5000, 5025), ("soon", 0, 25)])
    func `a service that asks for a wait gets it, within bounds`(
        text: String, least: Int, most: Int
    ) async throws {
        let service = try CheckedService { _, number in
            number == 1
                ? .refusal(
                    "InternalServerError", status: 500, headers: [("x-amz-retry-after", text)])
                : Self.right
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        _ = try await get(clients)
        #expect(clients.time.slept >= .milliseconds(least))
        #expect(clients.time.slept <= .milliseconds(most))
    }

    @Test func `what was not processed comes back to be sent again`() async throws {
        let unprocessed = #"{"t":[{"PutRequest":{"Item":{"pk":{"S":"b"},"n":{"N":"1.0"}}}}]}"#
        let service = try CheckedService { _, number in
            .json(number == 1 ? #"{"UnprocessedItems":\#(unprocessed)}"# : "{}")
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        let first = try await clients.dynamoDB.batchWriteItem(
            BatchWriteItemRequest(
                requestItems: ["t": ["a", "b"].map { .put(["pk": .string($0)]) }]))
        let second = try await clients.dynamoDB.batchWriteItem(
            BatchWriteItemRequest(requestItems: first.unprocessedItems))
        #expect(second.unprocessedItems.isEmpty)
        #expect(service.server.requests[1].text == #"{"RequestItems":\#(unprocessed)}"#)
    }

    @Test func `a conflict of regions is tried again`() async throws {
        let conflict = LoopbackReply.refusal("ReplicatedWriteConflictException", status: 409)
        let service = try CheckedService { _, number in number < 3 ? conflict : .json("{}") }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        _ = try await clients.dynamoDB.putItem(
            PutItemRequest(tableName: "t", item: ["pk": .string("k")]))
        #expect(service.server.requestCount == 3)
    }

    @Test func `a cancelled transaction is not tried again`() async throws {
        let reasons = #"[{"Code":"None"},{"Code":"TransactionConflict","Message":"m"}]"#
        let service = try CheckedService { _, _ in
            .refusal("TransactionCanceledException", #","CancellationReasons":\#(reasons)"#)
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        let error = try await failure {
            try await clients.dynamoDB.transactWriteItems(
                TransactWriteItemsRequest(transactItems: [
                    .delete(TransactDelete(key: ["pk": .string("k")], tableName: "t"))
                ]))
        }
        #expect(error.code == .transactionCanceled)
        #expect(error.cancellationReasons.map(\.code) == ["None", "TransactionConflict"])
        #expect(service.server.requestCount == 1)
    }

    @Test func `a client token stays the same over attempts`() async throws {
        let service = try CheckedService { _, number in
            number == 1 ? .refusal("InternalServerError", status: 500) : .json("{}")
        }
        defer { service.server.stop() }
        let clients = try LoopbackClients(service)
        _ = try await clients.dynamoDB.transactWriteItems(
            TransactWriteItemsRequest(transactItems: [
                .delete(TransactDelete(key: ["pk": .string("k")], tableName: "t"))
            ]))
        let bodies = service.server.requests.map(\.text)
        #expect(bodies.count == 2)
        #expect(bodies[0] == bodies[1])
        #expect(bodies[0].contains("ClientRequestToken"))
    }
}
