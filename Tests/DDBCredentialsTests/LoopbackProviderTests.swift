import DDBBase
import DDBCredentials
import DDBHTTP
import DDBHTTPCurl
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Foundation
import Testing

/// Providers over real connections, against servers that speak the real protocols and go wrong in
/// the ways of real ones.
@Suite(.timeLimit(.minutes(15))) struct LoopbackProviderTests {
    private let transport: CurlTransport
    private let folder: ScratchFolder
    private let servers = Servers()

    init() throws {
        var settings = CurlSettings()
        settings.proxy = .none
        transport = try CurlTransport(settings)
        folder = try ScratchFolder()
    }

    private func key(_ provider: any CredentialsProvider) async throws -> String {
        try await provider.credentials().signing.accessKeyID
    }

    /// What decides nothing where the machine stands still for a while.
    private static let patience = Duration.seconds(600)

    private func instance(
        _ server: LoopbackServer, timeout: Duration = patience
    ) throws -> (InstanceMetadata, InstanceCredentials) {
        let environment = ProcessEnvironment([
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.endpointText
        ])
        var settings = try InstanceMetadataSettings(environment: environment)
        settings.connectTimeout = timeout
        settings.replyTimeout = timeout
        let metadata = InstanceMetadata(
            settings, transport: transport, time: NoWaitTime(), random: SeededRandom(seed: 1))
        return (metadata, InstanceCredentials(metadata, environment: environment))
    }

    // The metadata service of an instance.

    @Test func `an instance gives keys and its region`() async throws {
        let service = InstanceService()
        let server = servers.keep(try service.start())
        let (metadata, provider) = try instance(server)
        #expect(try await key(provider) == "ASIA1")
        #expect(try await key(provider) == "ASIA2")
        #expect(try await metadata.region() == "eu-central-1")
        #expect(server.requests.filter { $0.method == "PUT" }.count == 1)
    }

    @Test func `an instance that forgets its tokens is given time to make new ones`() async throws {
        let service = InstanceService()
        let server = servers.keep(try service.start())
        let (_, provider) = try instance(server)
        #expect(try await key(provider) == "ASIA1")
        service.dropTokens()
        #expect(try await key(provider) == "ASIA2")
        #expect(server.requests.filter { $0.method == "PUT" }.count == 2)
    }

    @Test func `trouble of an instance passes`() async throws {
        let service = InstanceService()
        service.mishaps.add(
            LoopbackReply(status: 503), LoopbackReply(status: 500), LoopbackReply(status: 502))
        let (_, provider) = try instance(servers.keep(try service.start()))
        #expect(try await key(provider) == "ASIA1")
    }

    static let broken: [LoopbackReply] = [
        .neverAnswer, .resetBeforeHead, .closeBeforeHead, .raw(Array("hello\r\n".utf8)),
        LoopbackReply(
            body: Array("AQAEA".utf8), framing: .wrongLength(50), ending: .closeSilently),
        LoopbackReply(text: "AQAEA").delayed(by: patience),
        // Never idle for as long as a second, and on its way for as long as the others.
        LoopbackReply(text: String(repeating: "x", count: 6000)).trickling(
            1, every: .milliseconds(100)),
    ]

    @Test(arguments: broken.indices)
    func `an instance that answers badly is asked once and told of`(index: Int) async throws {
        let service = InstanceService()
        service.mishaps.add(Self.broken[index])
        let server = servers.keep(try service.start())
        let (_, provider) = try instance(server, timeout: .seconds(1))
        let failure = await provider.failure()
        #expect(failure?.code == .unavailable, "\(failure.map(\.message) ?? "")")
        #expect(server.requestCount <= 1)
    }

    @Test func `keys outlive their end while the instance is in trouble`() async throws {
        let service = InstanceService()
        let server = servers.keep(try service.start())
        let (_, provider) = try instance(server)
        let time = ManualTimeSource()
        let end = time.now.advanced(byMicroseconds: 3_600_000_000)
        service.expire(at: end.iso8601)
        let keeper = RefreshingCredentials(provider, time: time, random: SeededRandom(seed: 3))
        #expect(try await key(keeper) == "ASIA1")
        time.advance(by: .seconds(7200))
        // What the service gives is over itself: it is believed, and asked later.
        #expect(try await key(keeper) == "ASIA2")
        // The server keeps its port, which somebody else's would take over.
        service.mishaps.last(.closeBeforeHead)
        time.advance(by: .seconds(3600))
        #expect(try await key(keeper) == "ASIA2")
    }

    // The endpoint of a container.

    private func container(
        _ server: LoopbackServer, token: String, timeout: Duration = patience
    ) throws -> ContainerCredentials {
        try folder.write("token", Array(token.utf8))
        var provider = ContainerCredentials(
            .test(
                transport,
                [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.endpointText + "/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
                ], files: folder.path))
        provider.attemptTimeout = timeout
        return provider
    }

    @Test func `a container's token may change at any time`() async throws {
        let service = ContainerService(token: "one")
        let provider = try container(servers.keep(try service.start()), token: "one")
        #expect(try await key(provider) == "ASIAone")
        service.want("two")
        let failure = await provider.failure()
        #expect(failure?.code == .refused)
        #expect(failure?.message.contains("401") == true)
        try folder.write("token", Array("two".utf8))
        #expect(try await key(provider) == "ASIAtwo")
    }

    @Test func `a container's endpoint may fail twice`() async throws {
        let service = ContainerService(token: "one")
        let provider = try container(servers.keep(try service.start()), token: "one")
        service.mishaps.add(.resetBeforeHead, LoopbackReply(status: 500))
        #expect(try await key(provider) == "ASIAone")
        service.mishaps.add(
            LoopbackReply(
                body: [UInt8](repeating: 32, count: 99), ending: .cut(afterBodyBytes: 9)),
            LoopbackReply(status: 502))
        #expect(try await key(provider) == "ASIAone")
        service.mishaps.add(
            LoopbackReply(status: 500), .closeBeforeHead, LoopbackReply(status: 503))
        #expect(await provider.failure()?.code == .unavailable)
        service.mishaps.add(LoopbackReply(text: "{"))
        #expect(await provider.failure()?.code == .malformedReply)
        service.mishaps.add(LoopbackReply(body: [UInt8](repeating: 32, count: 1 << 20)))
        #expect(await provider.failure()?.code == .limitExceeded)
    }

    @Test func `a container's endpoint that does not answer is given up`() async throws {
        let service = ContainerService(token: "one")
        service.mishaps.add(.neverAnswer, LoopbackReply(text: "{").delayed(by: Self.patience))
        service.mishaps.last(.neverAnswer)
        let server = servers.keep(try service.start())
        let provider = try container(server, token: "one", timeout: .milliseconds(200))
        #expect(await provider.failure()?.code == .unavailable)
        #expect(server.requestCount <= 3)
    }

    @Test func `a request for keys can be cancelled`() async throws {
        let service = ContainerService(token: "one")
        let server = servers.keep(try service.start())
        let provider = try container(server, token: "one")
        service.mishaps.add(.neverAnswer)
        let task = Task { try await provider.credentials() }
        while server.requestCount == 0 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }

    // The login.

    private static let cache = "home/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json"

    private func login(_ server: LoopbackServer, ends: String) throws -> ProfileCredentials {
        try folder.write(
            "home/.aws/config",
            Array(
                """
                [default]
                sso_session = dev
                sso_account_id = 1
                sso_role_name = Role
                services = local
                [sso-session dev]
                sso_region = us-east-1
                sso_start_url = https://example.awsapps.com/start
                [services local]
                sso =
                  endpoint_url = \(server.endpointText)
                sso_oidc =
                  endpoint_url = \(server.endpointText)
                """.utf8))
        try folder.write(
            Self.cache,
            Array(
                """
                {"accessToken":"access0","refreshToken":"refresh0","clientId":"client",
                "clientSecret":"secret","registrationExpiresAt":"2099-01-01T00:00:00Z",
                "expiresAt":"\(ends)"}
                """.utf8))
        return ProfileCredentials(
            components: .test(transport, ["HOME": "/home"], files: folder.path))
    }

    @Test func `a login gives keys and is renewed with tokens that count once`() async throws {
        let service = LoginService(accessToken: "access0", refreshToken: "refresh0")
        let server = servers.keep(try service.start())
        let provider = try login(server, ends: "2020-01-01T00:00:00Z")
        #expect(try await key(provider) == "ASIA")
        #expect(try await key(provider) == "ASIA")
        #expect(server.requests.filter { $0.path == "/token" }.count == 1)
        // Another process reads what the first one wrote.
        let other = ProfileCredentials(
            components: .test(transport, ["HOME": "/home"], files: folder.path))
        #expect(try await key(other) == "ASIA")
        #expect(server.requests.filter { $0.path == "/token" }.count == 1)
    }

    @Test func `trouble of the login's services passes, a refusal does not`() async throws {
        let service = LoginService(accessToken: "access0", refreshToken: "refresh0")
        let server = servers.keep(try service.start())
        let provider = try login(server, ends: "2099-01-01T00:00:00Z")
        service.mishaps.add(LoopbackReply(status: 503), .resetBeforeHead)
        #expect(try await key(provider) == "ASIA")
        service.mishaps.add(
            LoopbackReply(status: 500), LoopbackReply(status: 500), LoopbackReply(status: 500))
        #expect(await provider.failure()?.code == .unavailable)
        service.mishaps.add(LoopbackReply(text: #"{"roleCredentials":{"accessKeyId":"A"}}"#))
        #expect(await provider.failure()?.code == .malformedReply)
        service.mishaps.add(LoopbackReply(status: 401))
        #expect(await provider.failure()?.code == .loginExpired)
    }

    @Test func `a renewal that is refused asks for a person`() async throws {
        let service = LoginService(accessToken: "access0", refreshToken: "another")
        let provider = try login(servers.keep(try service.start()), ends: "2020-01-01T00:00:00Z")
        #expect(await provider.failure()?.code == .loginExpired)
    }

    // The web identity.

    @Test func `a web identity's token is read anew when it has ended`() async throws {
        let service = TokenExchange(token: "one")
        let server = servers.keep(try service.start())
        var components = CredentialsComponents.test(
            transport, [:], files: folder.path,
            roles: RecordedRoles(
                transport: transport, server: Endpoint(parsing: server.endpointText)))
        components.time = NoWaitTime()
        try folder.write("token", Array("one\n".utf8))
        let provider = WebIdentityCredentials(
            roleARN: "arn:aws:iam::1:role/r", tokenFile: "/token", components: components)
        #expect(try await key(provider) == "ASIAone")
        service.want("two")
        let refusal = await #expect(throws: RecordedRoles.Refusal.self) {
            _ = try await provider.credentials()
        }
        #expect(refusal?.code == "ExpiredTokenException")
        try folder.write("token", Array("two".utf8))
        #expect(try await key(provider) == "ASIAtwo")
        try folder.write("token", Array(" \n".utf8))
        #expect(await provider.failure()?.code == .unreadable)
    }
}
