import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBSTS
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Testing

@Suite struct ClientContextTests {
    private static let variables = [
        "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent/config",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
    ]

    private func context(
        _ options: ClientContextOptions = ClientContextOptions(),
        _ more: [String: String] = ["AWS_REGION": "eu-west-1"],
        transport: ScriptedTransport = ScriptedTransport([])
    ) async throws -> ClientContext {
        let variables = Self.variables.merging(more) { $1 }
        return try await ClientContext(
            options, environment: ProcessEnvironment(variables)
        ) { _ in transport }
    }

    @Test func `settings and credentials come from the environment`() async throws {
        let context = try await context()
        let settings = try await context.settings(for: .dynamoDB)
        #expect(settings.region == "eu-west-1")
        let credentials = try await context.components.credentials.credentials()
        #expect(credentials.signing.accessKeyID == "AKID")
    }

    @Test func `options go before the environment`() async throws {
        var options = ClientContextOptions()
        options.settings.region = "us-west-2"
        options.settings.endpoint = "http://127.0.0.1:8000"
        let settings = try await context(options).settings(for: .s3)
        #expect(settings.region == "us-west-2")
        #expect(settings.endpoint == Endpoint(parsing: "http://127.0.0.1:8000"))
    }

    @Test func `a service's endpoint is that of its own variable`() async throws {
        let context = try await context(
            ClientContextOptions(),
            ["AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9000"])
        #expect(try await context.settings(for: .s3).endpoint?.port == 9000)
        #expect(try await context.settings(for: .dynamoDB).endpoint == nil)
    }

    @Test func `a missing region is an error before anything is sent`() async throws {
        let error = await #expect(throws: SettingsError.self) {
            _ = try await context(ClientContextOptions(), [:])
        }
        #expect(error?.code == .missingRegion)
    }

    @Test func `the certificates of the environment reach the transport`() async throws {
        var trusted: String?
        let variables = Self.variables.merging(
            ["AWS_REGION": "eu-west-1", "AWS_CA_BUNDLE": "/etc/company.pem"]) { $1 }
        _ = try await ClientContext(environment: ProcessEnvironment(variables)) { bundle in
            trusted = bundle
            return ScriptedTransport([])
        }
        #expect(trusted == "/etc/company.pem")
    }

    @Test func `keys among the options go before the environment`() async throws {
        var options = ClientContextOptions()
        options.credentials = try CredentialsSelection(options: [
            "aws.credentials.basic.accesskeyid": Secret("AKOPTIONS"),
            "aws.credentials.basic.secretkey": Secret("other"),
        ])
        let credentials = try await context(options).components.credentials.credentials()
        #expect(credentials.signing.accessKeyID == "AKOPTIONS")
    }

    @Test func `the endpoint of the options is not asked for roles`() async throws {
        let transport = ScriptedTransport([.respond(status: 403, headers: [:], body: [])])
        var options = ClientContextOptions()
        options.settings.endpoint = "http://127.0.0.1:8000"
        options.role = AssumeRoleCredentials.Role(arn: "arn:aws:iam::111122223333:role/reader")
        let context = try await context(options, transport: transport)
        await #expect(throws: CredentialsError.self) {
            _ = try await context.components.credentials.credentials()
        }
        #expect(
            transport.exchanges.map { $0.request.endpoint.host }
                == ["sts.eu-west-1.amazonaws.com"])
        let named = try await self.context(
            options,
            ["AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9000"])
        #expect(try await named.settings(for: .dynamoDB).endpoint?.port == 8000)
    }

    @Test func `a blank file of certificates is none`() async throws {
        let folder = try ScratchFolder()
        try folder.write("config", Array("[default]\nregion = eu-west-1\nca_bundle =\n".utf8))
        let variables = Self.variables.merging(["AWS_CONFIG_FILE": folder.path + "/config"]) { $1 }
        var trusted: String? = "nobody asked"
        _ = try await ClientContext(environment: ProcessEnvironment(variables)) { bundle in
            trusted = bundle
            return ScriptedTransport([])
        }
        #expect(trusted == nil)
    }
}
