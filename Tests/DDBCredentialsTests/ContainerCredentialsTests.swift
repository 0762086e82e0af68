import DDBBase
import DDBCredentials
import DDBHTTP
import DDBJSON
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Testing

@Suite struct ContainerCredentialsTests {
    static let reply = """
        {"RoleArn":"arn","AccessKeyId":"A","SecretAccessKey":"hush","Token":"hush2",
        "Expiration":"2026-01-01T06:00:00Z","AccountId":"123456789012"}
        """
    static let variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"

    @Test func `the cases of addresses hold`() throws {
        guard let cases = try Vectors.json("aws-config/test-data/ecs-tests.json")?["tests"]?.array
        else { return }
        #expect(cases.count == 11)
        for test in cases {
            let comment = Comment(rawValue: test["docs"]?.string ?? "")
            let environment = ProcessEnvironment(test["env"]?.object?.texts ?? [:])
            if let expected = test["result"]?["Ok"]?.string {
                #expect(
                    try ContainerCredentials.request(environment: environment).url == expected,
                    comment)
            } else {
                #expect(throws: CredentialsError.self, comment) {
                    try ContainerCredentials.request(environment: environment)
                }
            }
        }
    }

    @Test(arguments: [
        "http://127.0.0.1/x", "http://127.255.1.2:80/x", "http://[::1]:8/x", "http://LOCALHOST/x",
        "http://169.254.170.2/x", "http://169.254.170.23/x", "http://[fd00:ec2::23]/x",
        "https://example.com/x",
    ])
    func `addresses that never leave the machine, and TLS, are asked`(url: String) throws {
        _ = try ContainerCredentials.request(environment: ProcessEnvironment([Self.variable: url]))
    }

    @Test(arguments: [
        "http://example.com/x", "http://169.254.169.254/x", "http://127.0.0.1.example.com/x",
        "http://1270.0.0.1/x", "http://127.1/x", "http://[fd00:ec2::24]/x", "http://128.0.0.1/x",
        "ftp://127.0.0.1/x", "http://user@127.0.0.1/x", "127.0.0.1/x", "http://localhost.example/",
    ])
    func `other addresses are refused`(url: String) {
        let error = #expect(throws: CredentialsError.self) {
            try ContainerCredentials.request(environment: ProcessEnvironment([Self.variable: url]))
        }
        #expect(error?.code == .invalidSetting)
    }

    private func provider(
        _ transport: ScriptedTransport, _ variables: [String: String] = [:], files: String? = nil
    ) -> ContainerCredentials {
        let address = [Self.variable: "http://169.254.170.23/v1/credentials"]
        return ContainerCredentials(
            .test(transport, variables.merging(address) { $1 }, files: files))
    }

    @Test func `the token file is read at every fetch and comes before the token`() async throws {
        let folder = try ScratchFolder()
        let transport = ScriptedTransport([.reply(200, Self.reply), .reply(200, Self.reply)])
        let provider = provider(
            transport,
            [
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "other",
            ], files: folder.path)
        for token in ["one", "two"] {
            try folder.write("token", Array(token.utf8))
            let credentials = try await provider.credentials()
            #expect(credentials.accountID == "123456789012")
            #expect(credentials.expiration?.iso8601 == "2026-01-01T06:00:00Z")
            #expect(!credentials.isStaticallyStable)
        }
        #expect(
            transport.exchanges.map { $0.request.headers["authorization"] } == ["one", "two"])
        #expect(transport.exchanges[0].request.timeouts.total == .seconds(2))
    }

    @Test(arguments: ["a\r\nx-evil: 1", "a\nb", "a\r", "a\n", "\u{0}"])
    func `a token that would break the head is refused`(token: String) async throws {
        let transport = ScriptedTransport([.reply(200, Self.reply)])
        let failure = await provider(
            transport, ["AWS_CONTAINER_AUTHORIZATION_TOKEN": token + "hush"]
        ).failure()
        #expect(failure?.code == .invalidSetting)
        #expect(transport.exchanges.isEmpty)
        let folder = try ScratchFolder()
        try folder.write("token", Array(token.utf8))
        let other = await provider(
            transport, ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token"], files: folder.path
        ).failure()
        #expect(other?.code == .invalidSetting)
    }

    @Test func `a token file that is missing or a folder is named`() async throws {
        let folder = try ScratchFolder()
        try folder.write("token/file")
        for name in ["/nothing", "/token"] {
            let failure = await provider(
                ScriptedTransport([]), ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": name],
                files: folder.path
            ).failure()
            #expect(failure?.code == .unreadable)
            #expect(failure?.message.contains(name) == true)
        }
    }

    @Test func `trouble and lost connections are tried three times`() async throws {
        let transport = ScriptedTransport([
            .reply(500), .fail(TransportError(.connectionLost, "Cut.")), .reply(200, Self.reply),
        ])
        #expect(try await provider(transport).credentials().signing.accessKeyID == "A")
        let late = ScriptedTransport([
            .fail(TransportError(.totalTimeout, "Late.")),
            .fail(TransportError(.idleTimeout, "Silent.")), .reply(200, Self.reply),
        ])
        #expect(try await provider(late).credentials().signing.accessKeyID == "A")
        let other = ScriptedTransport([.reply(500), .noConnection, .reply(503)])
        #expect(await provider(other).failure()?.code == .unavailable)
        #expect(other.remainingStepCount == 0)
    }

    @Test(arguments: [400, 401, 403, 404, 302])
    func `a refusal is final`(status: Int) async {
        let transport = ScriptedTransport([.reply(status, "hush")])
        let failure = await provider(transport).failure()
        #expect(failure?.code == .refused)
        #expect(failure?.message.contains("\(status)") == true)
        #expect(failure?.message.contains("hush") == false)
    }

    @Test func `every truncation of a reply is refused`() async {
        let bytes = Array(Self.reply.utf8)
        for count in 0..<(bytes.count - 1) {
            let failure = await provider(
                ScriptedTransport([
                    .respond(status: 200, headers: [:], body: [Array(bytes[..<count])])
                ])
            ).failure()
            #expect(failure?.code == .malformedReply, "\(count) bytes")
            #expect(failure?.message.contains("hush") == false)
        }
    }

    @Test(arguments: [
        #"{"AccessKeyId":"A","Token":"t"}"#, #"{"SecretAccessKey":"s"}"#, "[]", "null", "7",
        #"{"AccessKeyId":7,"SecretAccessKey":"s"}"#,
        #"{"AccessKeyId":"","SecretAccessKey":"s"}"#,
        #"{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"soon"}"#,
        #"{"AccessKeyId":"A","AccessKeyId":"B","SecretAccessKey":"s"}"#,
    ])
    func `a reply of another shape is refused`(reply: String) async {
        let failure = await provider(ScriptedTransport([.reply(200, reply)])).failure()
        #expect(failure?.code == .malformedReply)
    }
}
