import DDBBase
import DDBClientCore
import DDBCredentials
import DDBHTTP
import DDBTestKit
import DDBTestSupport
import Testing

@Suite struct SettingsSourcesTests {
    static let file = """
        [default]
        region = eu-west-1
        [profile work]
        region = eu-central-1
        services = local
        retry_mode = adaptive
        s3 =
          addressing_style = path
        [services local]
        dynamodb =
          endpoint_url = http://localhost:8000
        s3 =
          endpoint_url = http://localhost:9000
        """

    private func components(
        _ variables: [String: String], file: String = file,
        transport: ScriptedTransport = ScriptedTransport([])
    ) throws -> (CredentialsComponents, ScratchFolder) {
        let scratch = try ScratchFolder("settings")
        try scratch.write("config", Array(file.utf8))
        var all = variables
        all["AWS_CONFIG_FILE"] = scratch.path + "/config"
        all["AWS_SHARED_CREDENTIALS_FILE"] = scratch.path + "/credentials"
        let components = CredentialsComponents(
            transport: transport, environment: ProcessEnvironment(all),
            time: ManualTimeSource(), random: SeededRandom(seed: 1))
        return (components, scratch)
    }

    @Test(
        arguments: [
            (nil, nil, "eu-west-1"), ("work", nil, "eu-central-1"), (nil, "work", "eu-central-1"),
            ("default", "work", "eu-west-1"),
        ] as [(String?, String?, String)])
    func `the profile is the given one, that of the variable, or default`(
        given: String?, variable: String?, region: String
    ) async throws {
        let (components, scratch) = try components(variable.map { ["AWS_PROFILE": $0] } ?? [:])
        defer { withExtendedLifetime(scratch) {} }
        let sources = try await SettingsSources.load(profile: given, components: components)
        let settings = try await ClientSettings.resolved(for: .dynamoDB, from: sources)
        #expect(settings.region == region)
    }

    @Test func `the files are those that the credentials see`() async throws {
        let scratch = try ScratchFolder("settings")
        try scratch.write("config", Array(Self.file.utf8))
        var components = CredentialsComponents(
            transport: ScriptedTransport([]),
            environment: ProcessEnvironment([
                "AWS_CONFIG_FILE": "/config", "AWS_SHARED_CREDENTIALS_FILE": "/credentials",
            ]),
            time: ManualTimeSource(), random: SeededRandom(seed: 1))
        components.files = CredentialFiles(root: scratch.path)
        let sources = try await SettingsSources.load(profile: "work", components: components)
        let settings = try await ClientSettings.resolved(for: .dynamoDB, from: sources)
        #expect(settings.region == "eu-central-1")
    }

    @Test func `one profile serves clients of several services`() async throws {
        let (components, scratch) = try components([:])
        defer { withExtendedLifetime(scratch) {} }
        let sources = try await SettingsSources.load(profile: "work", components: components)
        for (service, port) in [(Service.dynamoDB, 8000), (.s3, 9000), (.sts, nil)]
            as [(Service, UInt16?)]
        {
            let settings = try await ClientSettings.resolved(for: service, from: sources)
            #expect(settings.endpoint?.port == port)
            #expect(settings.retry.mode == .adaptive && settings.s3.addressing == .path)
        }
    }

    @Test(arguments: [("wrok", nil), (nil, "wrok")] as [(String?, String?)])
    func `a named profile that is not there is an error`(
        given: String?, variable: String?
    ) async throws {
        let (components, scratch) = try components(variable.map { ["AWS_PROFILE": $0] } ?? [:])
        defer { withExtendedLifetime(scratch) {} }
        let error = await #expect(throws: SettingsError.self) {
            try await SettingsSources.load(profile: given, components: components)
        }
        #expect(error?.code == .unknownSection)
        #expect(error?.message.contains("no profile 'wrok'") == true)
        #expect(error?.message.contains("did you mean 'work'?") == true)
    }

    @Test func `no files and no default profile are no error`() async throws {
        let transport = ScriptedTransport([])
        let components = CredentialsComponents(
            transport: transport,
            environment: ProcessEnvironment([
                "AWS_REGION": "eu-west-1", "AWS_CONFIG_FILE": "/nonexistent/config",
                "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
            ]))
        let sources = try await SettingsSources.load(components: components)
        let settings = try await ClientSettings.resolved(for: .dynamoDB, from: sources)
        #expect(settings == ClientSettings(region: "eu-west-1"))
        #expect(transport.exchanges.isEmpty)
    }

    @Test func `a file of no grammar is named`() async throws {
        let (components, scratch) = try components([:], file: "region = eu-west-1")
        defer { withExtendedLifetime(scratch) {} }
        let error = await #expect(throws: CredentialsError.self) {
            try await SettingsSources.load(components: components)
        }
        #expect(error?.message.contains(scratch.path + "/config") == true)
    }

    @Test func `the machine's metadata service gives the region`() async throws {
        let transport = ScriptedTransport([
            .respond(status: 200, headers: [:], body: [Array("token".utf8)]),
            .respond(status: 200, headers: [:], body: [Array("ap-south-2".utf8)]),
        ])
        let (components, scratch) = try components(
            [:], file: "[default]\noutput = json", transport: transport)
        defer { withExtendedLifetime(scratch) {} }
        let sources = try await SettingsSources.load(components: components)
        let settings = try await ClientSettings.resolved(for: .dynamoDB, from: sources)
        #expect(settings.region == "ap-south-2")
        let paths = transport.exchanges.map(\.request.path)
        #expect(paths == ["/latest/api/token", "/latest/meta-data/placement/region"])
    }

    @Test func `a metadata service that is turned off is not asked`() async throws {
        let transport = ScriptedTransport([])
        let (components, scratch) = try components(
            ["AWS_EC2_METADATA_DISABLED": "true"], file: "", transport: transport)
        defer { withExtendedLifetime(scratch) {} }
        let sources = try await SettingsSources.load(components: components)
        let error = await #expect(throws: SettingsError.self) {
            try await ClientSettings.resolved(for: .dynamoDB, from: sources)
        }
        #expect(error?.code == .missingRegion && transport.exchanges.isEmpty)
    }
}
