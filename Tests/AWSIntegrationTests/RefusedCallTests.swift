import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBSigV4
import DDBTestSupport
import Testing

/// What moto, which checks signatures and policies, refuses of callers who are none.
@Suite(.timeLimit(.minutes(15)), .enabled(if: MotoServer.isInstalled))
struct RefusedCallTests {
    enum Wrong: CaseIterable { case secret, key, body, user }

    private static let services: [(Service, ServiceCall)] = [
        (.dynamoDB, .json("ListTables", body: Array("{}".utf8))),
        (.dynamoDBStreams, .json("ListStreams", body: Array("{}".utf8))),
        (.kinesis, .json("ListStreams", body: Array("{}".utf8))),
    ]
    private static let wrongSecret = "bm90IHRoZSBzZWNyZXQgb2YgYW55b25l"

    @Test(arguments: services.map(\.0), Wrong.allCases)
    func `a caller who may not is refused and told why`(
        service: Service, wrong: Wrong
    ) async throws {
        let moto = try #require(try MotoServer.shared())
        let time = SkippingTime()
        var parts: ClientComponents
        switch wrong {
        case .secret:
            parts = try components(moto.administrator.accessKeyID, Self.wrongSecret)
        case .key:
            parts = try components("AKIANOBODYATALL00000", moto.administrator.secretAccessKey)
        case .user:
            parts = try components(moto.stranger)
        case .body:
            parts = try components(moto.administrator)
            parts.transport = TamperingTransport(next: parts.transport)
        }
        parts.time = time
        let client = ServiceClient(service, settings: moto.settings, components: parts)
        let call = try #require(Self.services.first { $0.0 == service }?.1)
        do {
            _ = try await client.call(call)
            Issue.record("nothing was thrown")
        } catch let error as ClientError {
            check(error, wrong)
            for secret in [moto.administrator.secretAccessKey, moto.stranger.secretAccessKey] {
                expectSecrecy(error, of: secret)
            }
            expectSecrecy(error, of: Self.wrongSecret)
        }
        // The same call of one who may succeeds.
        let allowed = ServiceClient(
            service, settings: moto.settings, components: try components(moto.administrator))
        #expect(try await allowed.call(call).status == 200)
    }

    private func check(_ error: ClientError, _ wrong: Wrong) {
        #expect(error.delivery == .refused)
        #expect(error.disposition == .reconfigure)
        #expect(error.status == 403)
        switch wrong {
        case .secret, .body:
            #expect(error.code == .signatureDoesNotMatch)
            #expect(error.attempts == 1)
            #expect(error.message.contains("Check the access key, the secret key"))
        case .key:
            #expect(error.code == ClientError.Code("InvalidClientTokenId"))
            // A key that was made a moment ago may be unknown yet.
            #expect(error.attempts == 2)
            #expect(error.message.contains("Check the access key, the secret key"))
        case .user:
            #expect(error.code == .storageAccessDenied)
            #expect(error.attempts == 1)
            #expect(error.message.contains("ddbkit aws whoami"))
        }
    }

    private func expectSecrecy(_ error: ClientError, of secret: String) {
        var dumped = ""
        dump(error, to: &dumped)
        for text in ["\(error)", String(reflecting: error), dumped] {
            #expect(!text.contains(secret))
            #expect(!text.contains("Signature="))
        }
    }
}

/// Changes the body of a request that is signed.
struct TamperingTransport: Transport {
    let next: any Transport

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        var request = request
        if case .bytes(let bytes) = request.body {
            request.body = .bytes(bytes + [UInt8(ascii: " ")])
        }
        return try await next.send(request)
    }
}
