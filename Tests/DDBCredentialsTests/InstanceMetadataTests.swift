import DDBBase
import DDBCredentials
import DDBHTTP
import DDBJSON
import DDBSigV4
import DDBTestKit
import Testing

@Suite struct InstanceMetadataTests {
    static let reply = """
        {"Code":"Success","LastUpdated":"2026-01-01T00:00:00Z","Type":"AWS-HMAC","AccessKeyId":"A",
        "SecretAccessKey":"hush","Token":"hush2","Expiration":"2026-01-01T06:00:00Z"}
        """

    private func metadata(
        _ transport: ScriptedTransport, time: any TimeSource = NoWaitTime()
    ) throws -> InstanceMetadata {
        let settings = try InstanceMetadataSettings(environment: ProcessEnvironment([:]))
        return InstanceMetadata(
            settings, transport: transport, time: time, random: SeededRandom(seed: 1))
    }

    private func provider(_ transport: ScriptedTransport) throws -> InstanceCredentials {
        InstanceCredentials(try metadata(transport), environment: ProcessEnvironment([:]))
    }

    @Test func `the cases of endpoints hold`() throws {
        guard
            let cases = try Vectors.json(
                "aws-config/test-data/imds-config/imds-endpoint-tests.json")?[
                    "tests"]?.array
        else { return }
        #expect(cases.count == 14)
        for test in cases {
            let comment = Comment(rawValue: test["docs"]?.string ?? "")
            let shared = try SharedConfiguration(config: test["fs"]?["config"]?.string ?? "")
            let settings = Result { () throws(CredentialsError) -> InstanceMetadataSettings in
                try InstanceMetadataSettings(
                    environment: ProcessEnvironment(test["env"]?.object?.texts ?? [:]),
                    profile: shared.profile(named: "default"),
                    endpoint: test["endpoint_override"]?.string.flatMap(Endpoint.init(parsing:)),
                    mode: test["mode_override"]?.string.flatMap(
                        InstanceMetadataSettings.Mode.init(rawValue:)))
            }
            switch settings {
            case .success(let settings):
                #expect(
                    settings.endpoint.description + "/latest/api/token"
                        == test["result"]?["Ok"]?.string, comment)
            case .failure(let error):
                #expect(error.code == .invalidSetting, comment)
                #expect(test["result"]?["Err"] != nil, comment)
            }
        }
    }

    @Test func `a token is fetched once and goes into every request`() async throws {
        let transport = ScriptedTransport([
            .reply(200, "token1"), .reply(200, "role one\n"), .reply(200, Self.reply),
            .reply(200, "eu-west-1"),
        ])
        let metadata = try metadata(transport)
        let credentials = try await InstanceCredentials(
            metadata, environment: ProcessEnvironment([:])
        ).credentials()
        #expect(credentials.signing.accessKeyID == "A")
        #expect(credentials.signing.sessionToken?.reveal() == "hush2")
        #expect(credentials.expiration?.iso8601 == "2026-01-01T06:00:00Z")
        #expect(credentials.isStaticallyStable)
        #expect(try await metadata.region() == "eu-west-1")
        let requests = transport.exchanges.map(\.request)
        #expect(requests.map(\.method.rawValue) == ["PUT", "GET", "GET", "GET"])
        #expect(
            requests.map(\.path) == [
                "/latest/api/token", "/latest/meta-data/iam/security-credentials/",
                "/latest/meta-data/iam/security-credentials/role%20one",
                "/latest/meta-data/placement/region",
            ])
        #expect(requests[0].headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600")
        #expect(
            requests.dropFirst().allSatisfy { $0.headers["x-aws-ec2-metadata-token"] == "token1" })
        #expect(requests[0].timeouts.connect == .seconds(1))
    }

    @Test func `a token is renewed two minutes before its end`() async throws {
        let time = ManualTimeSource()
        let transport = ScriptedTransport([
            .reply(200, "one"), .reply(200, "x"), .reply(200, "y"), .reply(200, "two"),
            .reply(200, "z"),
        ])
        let metadata = try metadata(transport, time: time)
        #expect(try await metadata.text("/a") == "x")
        time.advance(by: .seconds(21_479))
        #expect(try await metadata.text("/a") == "y")
        time.advance(by: .seconds(1))
        #expect(try await metadata.text("/a") == "z")
        #expect(
            transport.exchanges.compactMap { $0.request.headers["x-aws-ec2-metadata-token"] }
                == ["one", "one", "two"])
    }

    @Test func `a token that is refused is replaced`() async throws {
        let transport = ScriptedTransport([
            .reply(200, "one"), .reply(401), .reply(200, "two"), .reply(200, "x"),
        ])
        #expect(try await metadata(transport).text("/a") == "x")
        #expect(transport.remainingStepCount == 0)
    }

    @Test func `tokens that are all refused end the attempts`() async throws {
        let transport = ScriptedTransport(
            (0..<4).flatMap { [.reply(200, "t\($0)"), .reply(401, "hush")] })
        let failure = try await provider(transport).failure()
        #expect(failure?.code == .refused)
        #expect(transport.remainingStepCount == 0)
    }

    @Test func `trouble is tried four times`() async throws {
        let transport = ScriptedTransport([.reply(500), .reply(503), .reply(502), .reply(500)])
        #expect(try await provider(transport).failure()?.code == .unavailable)
        #expect(transport.remainingStepCount == 0)
        let other = ScriptedTransport([
            .reply(503), .reply(200, "t"), .reply(429), .reply(200, "r"), .reply(500), .reply(500),
            .reply(500), .reply(200, Self.reply),
        ])
        #expect(try await provider(other).credentials().signing.accessKeyID == "A")
    }

    @Test(arguments: [
        TransportError.Code.connectTimeout, .connectionFailed, .idleTimeout, .connectionLost,
    ])
    func `who does not answer is asked once`(code: TransportError.Code) async throws {
        let transport = ScriptedTransport([.fail(TransportError(code, "It hangs."))])
        #expect(try await provider(transport).failure()?.code == .unavailable)
        #expect(transport.exchanges.count == 1)
    }

    @Test(arguments: [(400, "refused"), (403, "absent"), (404, "refused"), (405, "refused")])
    func `without a token version 1 is never asked`(status: Int, code: String) async throws {
        let transport = ScriptedTransport([.reply(status)])
        #expect(try await provider(transport).failure()?.code.description == code)
        #expect(transport.exchanges.count == 1)
    }

    @Test func `an instance without a role has no credentials`() async throws {
        let failure = try await provider(ScriptedTransport([.reply(200, "t"), .reply(404)]))
            .failure()
        #expect(failure?.code == .absent)
        #expect(failure?.message.contains("no role") == true)
    }

    @Test func `a role that cannot be assumed has no keys`() async throws {
        let failure = try await provider(
            ScriptedTransport([
                .reply(200, "t"), .reply(200, "r"),
                .reply(200, #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"hush"}"#),
            ])
        ).failure()
        #expect(failure?.code == .absent)
        #expect(failure?.message.contains("(AssumeRoleUnauthorizedAccess)") == true)
        #expect(failure?.message.contains("hush") == false)
    }

    @Test(arguments: ["true", "True", "TRUE"])
    func `a variable turns it off`(value: String) async throws {
        let transport = ScriptedTransport([])
        let provider = InstanceCredentials(
            try metadata(transport),
            environment: ProcessEnvironment(["AWS_EC2_METADATA_DISABLED": value]))
        #expect(await provider.failure()?.code == .absent)
        #expect(transport.exchanges.isEmpty)
    }

    @Test func `every truncation of a reply is refused`() async throws {
        let bytes = Array(Self.reply.utf8)
        for count in 0..<(bytes.count - 1) {
            let failure = try await provider(
                ScriptedTransport([
                    .reply(200, "t"), .reply(200, "r"),
                    .respond(status: 200, headers: [:], body: [Array(bytes[..<count])]),
                ])
            ).failure()
            #expect(failure?.code == .malformedReply, "\(count) bytes")
            #expect(failure?.message.contains("hush") == false)
        }
    }

    @Test(arguments: ["", "a b", "a\r\nx: y", "\u{0}", "é"])
    func `a token that is no header is refused`(token: String) async throws {
        #expect(
            try await provider(ScriptedTransport([.reply(200, token)])).failure()?.code
                == .malformedReply)
    }

    @Test(arguments: ["", "a/b", "a b", String(repeating: "x", count: 100)])
    func `a region that is no name is refused`(region: String) async throws {
        let metadata = try metadata(ScriptedTransport([.reply(200, "t"), .reply(200, region)]))
        await #expect(throws: CredentialsError.self) { _ = try await metadata.region() }
    }

    @Test func `a reply without end is cut off`() async throws {
        let huge = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let failure = try await provider(
            ScriptedTransport([
                .reply(200, "t"), .respond(status: 200, headers: [:], body: [huge]),
            ])
        ).failure()
        #expect(failure?.code == .limitExceeded)
    }
}
