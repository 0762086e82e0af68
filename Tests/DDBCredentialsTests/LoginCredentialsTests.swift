import DDBBase
import DDBCredentials
import DDBHTTP
import DDBJSON
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Foundation
import Synchronization
import Testing

@Suite struct LoginCredentialsTests {
    static let config = """
        [default]
        sso_session = dev
        sso_account_id = 012345678901
        sso_role_name = Sample/Role
        [sso-session dev]
        sso_region = us-east-1
        sso_start_url = https://d-abc123.awsapps.com/start
        """
    /// SHA-1 of `dev`.
    static let cacheName = "home/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json"
    static let keys = """
        {"roleCredentials":{"accessKeyId":"A","secretAccessKey":"hush","sessionToken":"hush2",
        "expiration":1767250800000}}
        """

    private let time = ManualTimeSource()
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        try folder.write("home/.aws/config", Array(Self.config.utf8))
    }

    /// Writes a cached login that ends so many seconds from now.
    private func cache(
        endsIn seconds: Int64, refreshToken: String? = "hush-refresh",
        clientEndsIn clientSeconds: Int64 = 1_000_000
    ) throws {
        let end = time.now.advanced(byMicroseconds: seconds * 1_000_000).iso8601
        let clientEnd = time.now.advanced(byMicroseconds: clientSeconds * 1_000_000).iso8601
        let refresh = refreshToken.map { #""refreshToken":"\#($0)","# } ?? ""
        try folder.write(
            Self.cacheName,
            Array(
                """
                {"startUrl":"u","region":"us-east-1","accessToken":"hush-access","expiresAt":"\(end)",
                \(refresh)"clientId":"client","clientSecret":"hush-client","other":[1,{"a":null}],
                "registrationExpiresAt":"\(clientEnd)"}
                """.utf8))
    }

    private func provider(
        _ transport: ScriptedTransport, _ variables: [String: String] = [:],
        notice: (@Sendable (String) -> Void)? = nil
    ) -> ProfileCredentials {
        let home = ["HOME": "/home"]
        return ProfileCredentials(
            components: .test(
                transport, home.merging(variables) { $1 }, files: folder.path, time: time,
                notice: notice))
    }

    @Test func `a login that lasts is used as it is`() async throws {
        try cache(endsIn: 901)
        let transport = ScriptedTransport([.reply(200, Self.keys)])
        let credentials = try await provider(transport).credentials()
        #expect(credentials.signing.accessKeyID == "A")
        #expect(credentials.accountID == "012345678901")
        #expect(credentials.expiration?.milliseconds == 1_767_250_800_000)
        let request = transport.exchanges[0].request
        #expect(
            request.url
                == "https://portal.sso.us-east-1.amazonaws.com/federation/credentials"
                + "?role_name=Sample%2FRole&account_id=012345678901")
        #expect(request.headers["x-amz-sso_bearer_token"] == "hush-access")
        #expect(request.headers["authorization"] == nil)
    }

    @Test func `a login that ends soon is renewed and written back`() async throws {
        try cache(endsIn: 900)
        let transport = ScriptedTransport([
            .reply(200, #"{"accessToken":"hush-new","expiresIn":28800,"refreshToken":"hush-r2"}"#),
            .reply(200, Self.keys), .reply(200, Self.keys),
        ])
        let provider = provider(transport)
        _ = try await provider.credentials()
        let request = transport.exchanges[0]
        #expect(request.request.url == "https://oidc.us-east-1.amazonaws.com/token")
        #expect(request.request.headers["content-type"] == "application/json")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"clientId":"client","clientSecret":"hush-client","grantType":"refresh_token","#
                + #""refreshToken":"hush-refresh"}"#)
        #expect(
            transport.exchanges[1].request.headers["x-amz-sso_bearer_token"] == "hush-new")
        let path = folder.path + "/" + Self.cacheName
        let written = try JSONValue.parse(String(contentsOfFile: path, encoding: .utf8))
        #expect(written["accessToken"]?.string == "hush-new")
        #expect(written["refreshToken"]?.string == "hush-r2")
        #expect(written["expiresAt"]?.string == "2026-01-01T08:00:00Z")
        #expect(written["other"] == .array([.integer(1), try JSONValue.parse(#"{"a":null}"#)]))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try folder.names().filter { $0.contains("34c6") } == [Self.cacheName])
        _ = try await provider.credentials()
        #expect(transport.remainingStepCount == 0)
    }

    @Test func `a login that is renewed and cannot be written is kept in memory`() async throws {
        try cache(endsIn: 10)
        let notices = Mutex<[String]>([])
        let transport = ScriptedTransport([
            .reply(200, #"{"accessToken":"hush-new","expiresIn":28800}"#), .reply(200, Self.keys),
            .reply(200, Self.keys),
        ])
        let provider = provider(transport) { notice in notices.withLock { $0.append(notice) } }
        // The file's place is taken by a folder at the moment of writing.
        let path = folder.path + "/" + Self.cacheName
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let replaced = ScriptedTransport([
            .decide { _ in
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.createDirectory(
                    atPath: path + "/x", withIntermediateDirectories: true)
                return .reply(200, #"{"accessToken":"hush-new","expiresIn":28800}"#)
            },
            .decide { _ in
                try FileManager.default.removeItem(atPath: path)
                try bytes.write(to: URL(fileURLWithPath: path))
                return .reply(200, Self.keys)
            },
            .reply(200, Self.keys),
        ])
        let failing = self.provider(replaced) { notice in notices.withLock { $0.append(notice) } }
        _ = try await failing.credentials()
        #expect(notices.withLock { $0.first?.contains("stays in memory") } == true)
        _ = try await failing.credentials()
        #expect(
            replaced.exchanges.map { $0.request.headers["x-amz-sso_bearer_token"] }
                == [nil, "hush-new", "hush-new"])
        _ = try await provider.credentials()
        #expect(notices.withLock { !$0.joined().contains("hush") })
    }

    @Test func `a renewal that fails leaves a login that lasts`() async throws {
        try cache(endsIn: 600)
        let notices = Mutex<[String]>([])
        let transport = ScriptedTransport([.reply(400, "hush"), .reply(200, Self.keys)])
        let provider = provider(transport) { notice in notices.withLock { $0.append(notice) } }
        #expect(try await provider.credentials().signing.accessKeyID == "A")
        #expect(
            transport.exchanges[1].request.headers["x-amz-sso_bearer_token"] == "hush-access")
        #expect(notices.withLock { $0.count } == 1)
    }

    @Test func `a login renewed by somebody else meanwhile is used`() async throws {
        try cache(endsIn: -5)
        let name = Self.cacheName
        let folder = folder
        let transport = ScriptedTransport([
            .decide { _ in
                try folder.write(
                    name,
                    Array(#"{"accessToken":"hush-x","expiresAt":"2030-01-01T00:00:00UTC"}"#.utf8))
                return .reply(400)
            },
            .reply(200, Self.keys),
        ])
        _ = try await provider(transport).credentials()
        #expect(transport.exchanges[1].request.headers["x-amz-sso_bearer_token"] == "hush-x")
    }

    @Test(arguments: [
        (nil, Int64(1000)), ("hush", Int64(-1)),
    ])
    func `a login that is over and cannot be renewed asks for a person`(
        refreshToken: String?, clientSeconds: Int64
    ) async throws {
        try cache(endsIn: -5, refreshToken: refreshToken, clientEndsIn: clientSeconds)
        let failure = await provider(ScriptedTransport([])).failure()
        #expect(failure?.code == .loginExpired)
        #expect(failure?.message.contains("`aws sso login --profile default`") == true)
    }

    @Test func `a renewal that is refused asks for a person, trouble for patience`() async throws {
        try cache(endsIn: -5)
        #expect(await provider(ScriptedTransport([.reply(400)])).failure()?.code == .loginExpired)
        let trouble = ScriptedTransport([.reply(500), .reply(503), .noConnection])
        let waiting = Task { await provider(trouble).failure() }
        for _ in 0..<2 {
            await time.sleepers(atLeast: 1)
            time.advance(by: .seconds(10))
        }
        #expect(await waiting.value?.code == .unavailable)
    }

    @Test(arguments: [(401, "loginExpired"), (403, "refused"), (404, "refused"), (400, "refused")])
    func `what the portal refuses is told`(status: Int, code: String) async throws {
        try cache(endsIn: 5000)
        let failure = await provider(ScriptedTransport([.reply(status, "hush")])).failure()
        #expect(failure?.code.description == code)
        #expect(failure?.message.contains("hush") == false)
    }

    @Test func `variables name other endpoints`() async throws {
        try cache(endsIn: 5000)
        let transport = ScriptedTransport([.reply(200, Self.keys), .reply(200, Self.keys)])
        _ = try await provider(
            transport,
            [
                "AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:1/base",
                "AWS_ENDPOINT_URL": "http://127.0.0.1:2",
            ]
        ).credentials()
        _ = try await provider(
            transport,
            [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:2",
                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
            ]
        ).credentials()
        #expect(
            transport.exchanges.map(\.request.wirePath)
                == ["/base/federation/credentials", "/federation/credentials"])
        #expect(
            transport.exchanges[1].request.endpoint.host == "portal.sso.us-east-1.amazonaws.com")
    }

    @Test(arguments: [
        ("eu-west-1", [:], "portal.sso.eu-west-1.amazonaws.com"),
        ("eu-west-1", ["AWS_USE_FIPS_ENDPOINT": "true"], "portal.sso-fips.eu-west-1.amazonaws.com"),
        ("eu-west-1", ["AWS_USE_DUALSTACK_ENDPOINT": "true"], "portal.sso.eu-west-1.api.aws"),
        ("cn-north-1", [:], "portal.sso.cn-north-1.amazonaws.com.cn"),
        (
            "us-gov-west-1", ["AWS_USE_FIPS_ENDPOINT": "true"],
            "portal.sso.us-gov-west-1.amazonaws.com"
        ),
        ("us-isob-east-1", [:], "portal.sso.us-isob-east-1.sc2s.sgov.gov"),
        ("us-iso-east-1", [:], "portal.sso.us-iso-east-1.c2s.ic.gov"),
        ("eusc-de-east-1", [:], "portal.sso.eusc-de-east-1.amazonaws.eu"),
    ])
    func `the portal is where its region is`(
        region: String, variables: [String: String], host: String
    ) async throws {
        try cache(endsIn: 5000)
        try folder.write(
            "home/.aws/config",
            Array(Self.config.replacingOccurrences(of: "us-east-1", with: region).utf8))
        let transport = ScriptedTransport([.reply(200, Self.keys)])
        _ = try await provider(transport, variables).credentials()
        #expect(transport.exchanges[0].request.endpoint.host == host)
    }

    @Test(arguments: ["x.evil.com/", "x/y", "a b", "é", "u@v"])
    func `a region that is none sends the login nowhere`(region: String) async throws {
        try cache(endsIn: 5000)
        try folder.write(
            "home/.aws/config",
            Array(Self.config.replacingOccurrences(of: "us-east-1", with: region).utf8))
        let transport = ScriptedTransport([])
        #expect(await provider(transport).failure()?.code == .invalidProfile)
        #expect(transport.exchanges.isEmpty)
    }

    @Test func `every truncation of a cached login or of a reply is refused`() async throws {
        try cache(endsIn: 5000)
        let path = folder.path + "/" + Self.cacheName
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for count in 0..<whole.count {
            try folder.write(Self.cacheName, Array(whole[..<count]))
            let failure = await provider(ScriptedTransport([])).failure()
            #expect(failure?.code == .malformedReply, "\(count) bytes")
            #expect(failure?.message.contains("hush") == false)
        }
        try folder.write(Self.cacheName, whole)
        let reply = Array(Self.keys.utf8)
        for count in 0..<reply.count {
            let failure = await provider(
                ScriptedTransport([
                    .respond(status: 200, headers: [:], body: [Array(reply[..<count])])
                ])
            ).failure()
            #expect(failure?.code == .malformedReply, "\(count) bytes")
        }
    }

    @Test func `a cached login that is huge or a folder is refused`() async throws {
        try folder.write(Self.cacheName, [UInt8](repeating: 32, count: 100_000))
        #expect(await provider(ScriptedTransport([])).failure()?.code == .limitExceeded)
        try FileManager.default.removeItem(atPath: folder.path + "/" + Self.cacheName)
        try folder.write(Self.cacheName + "/x")
        #expect(await provider(ScriptedTransport([])).failure()?.code == .unreadable)
    }
}
