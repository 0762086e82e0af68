import DDBBase
import DDBClientCore
import DDBCredentials
import DDBDynamoDB
import DDBSigV4
import DDBTestSupport
import Synchronization
import Testing

/// Credentials and clocks that are over, against a service that checks both.
@Suite(.timeLimit(.minutes(15))) struct ClockAndTokenTests {
    private static let tables = LoopbackReply.json(#"{"TableNames":["t"]}"#)
    private static let hours: Int64 = 3_600_000_000

    /// Gives the keys `AKID1`, `AKID2` and so on, one after another.
    private final class NewKeys: CredentialsProvider {
        private let count = Atomic(0)
        let name = "new keys"

        var fetchCount: Int { count.load(ordering: .relaxed) }

        func credentials() async throws -> Credentials {
            let number = count.wrappingAdd(1, ordering: .relaxed).newValue
            return Credentials(
                signing: SigningCredentials(
                    accessKeyID: "AKID\(number)", secretAccessKey: Secret("secret"),
                    sessionToken: Secret("token of \(number)")),
                origin: name)
        }
    }

    private static func keys(expired: Set<Int>) -> [String: CheckedService.Key] {
        var keys: [String: CheckedService.Key] = [:]
        for number in 1...3 {
            keys["AKID\(number)"] = CheckedService.Key(
                token: "token of \(number)", isExpired: expired.contains(number))
        }
        return keys
    }

    @Test func `a token that expired is renewed and the call succeeds`() async throws {
        let time = SkippingTime()
        let service = try CheckedService(
            keys: Self.keys(expired: [1]), clock: { time.now }, answer: { _, _ in Self.tables })
        defer { service.server.stop() }
        let provider = NewKeys()
        var parts = try components("", "")
        parts.credentials = RefreshingCredentials(provider)
        let clients = try LoopbackClients(service, time: time, components: parts)
        let reply = try await clients.dynamoDB.listTables(ListTablesRequest())
        #expect(reply.tableNames == ["t"])
        #expect(provider.fetchCount == 2)
        #expect(service.server.requestCount == 2)
        // What was fetched is kept: no further fetch, no refusal.
        _ = try await clients.dynamoDB.listTables(ListTablesRequest())
        #expect(provider.fetchCount == 2)
        #expect(service.server.requestCount == 3)
        #expect(clients.time.slept == .zero)
    }

    @Test func `a token that expires again and again ends the call with advice`() async throws {
        let time = SkippingTime()
        let service = try CheckedService(
            keys: Self.keys(expired: [1, 2, 3]), clock: { time.now },
            answer: { _, _ in Self.tables })
        defer { service.server.stop() }
        let provider = NewKeys()
        var parts = try components("", "")
        parts.credentials = RefreshingCredentials(provider)
        let clients = try LoopbackClients(service, time: time, components: parts)
        let error = try await failure {
            try await clients.dynamoDB.listTables(ListTablesRequest())
        }
        #expect(error.code == .expiredToken)
        #expect(error.attempts == 2)
        #expect(error.disposition == .reconfigure)
        #expect(error.delivery == .refused)
        #expect(error.message.contains("Renew the credentials"))
        #expect(!error.message.contains("token of"))
    }

    @Test(
        arguments: [-2, 2, 30],
        ["InvalidSignatureException", "RequestTimeTooSkewed", "RequestExpired"])
    func `a clock that is hours off is corrected, and stays so`(
        hoursAhead: Int64, code: String
    ) async throws {
        let time = SkippingTime()
        let service = try CheckedService(
            skewCode: code,
            clock: { time.now.advanced(byMicroseconds: hoursAhead * Self.hours) },
            answer: { _, _ in Self.tables })
        defer { service.server.stop() }
        let clients = try LoopbackClients(service, time: time)
        _ = try await clients.dynamoDB.listTables(ListTablesRequest())
        #expect(service.server.requestCount == 2)
        time.advance(by: .seconds(600))
        for _ in 0..<3 { _ = try await clients.dynamoDB.listTables(ListTablesRequest()) }
        #expect(service.server.requestCount == 5)
        #expect(time.slept == .zero)
    }

    @Test(arguments: ["RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException"])
    func `a refusal of the time by a clock that agrees is final`(code: String) async throws {
        let time = SkippingTime()
        let service = try CheckedService(
            clock: { time.now },
            answer: { _, _ in .refusal(code, status: code == "RequestTimeTooSkewed" ? 403 : 400) })
        defer { service.server.stop() }
        let clients = try LoopbackClients(service, time: time)
        let error = try await failure {
            try await clients.dynamoDB.listTables(ListTablesRequest())
        }
        #expect(error.code == ClientError.Code(code))
        // The clocks agree, so that signing again cannot help.
        #expect(error.attempts == 1)
        #expect(error.disposition == .reconfigure)
        #expect(error.message.contains("clock of this machine"))
    }

    @Test(arguments: ["secret", "key", "body"])
    func `AWS's own refusals of callers are told as well`(wrong: String) async throws {
        // The clocks agree however long the machine takes: were they five minutes apart, the call
        // would be made once more by the service's.
        let time = SkippingTime()
        let service = try CheckedService(clock: { time.now }, answer: { _, _ in Self.tables })
        defer { service.server.stop() }
        var parts = try components(
            wrong == "key" ? "AKIDNOBODY" : "AKID",
            wrong == "secret" ? "not the right one" : "secret")
        if wrong == "body" { parts.transport = TamperingTransport(next: parts.transport) }
        let clients = try LoopbackClients(service, time: time, components: parts)
        let error = try await failure {
            try await clients.dynamoDB.listTables(ListTablesRequest())
        }
        #expect(error.code == (wrong == "key" ? .unrecognizedClient : .invalidSignature))
        #expect(error.attempts == (wrong == "key" ? 2 : 1))
        #expect(error.requestID?.hasPrefix("REQUEST") == true)
        #expect(error.message.contains("Check the access key, the secret key"))
        #expect(!error.message.contains("not the right one"))
    }
}
