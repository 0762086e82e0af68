import DDBBase
import DDBCredentials
import DDBHTTP
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Synchronization
import Testing

@Suite struct CredentialsChainTests {
    static let keys = ["AWS_ACCESS_KEY_ID": "env", "AWS_SECRET_ACCESS_KEY": "s"]
    static let files = [
        "AWS_CONFIG_FILE": "/config", "AWS_SHARED_CREDENTIALS_FILE": "/credentials",
    ]

    private func chain(
        _ transport: ScriptedTransport = ScriptedTransport([.noConnection]),
        _ variables: [String: String] = [:], config: String = "", credentials: String = "",
        profile: String? = nil, roles: (any RoleService)? = EchoRoles(),
        notice: (@Sendable (String) -> Void)? = nil
    ) throws -> Staged {
        let folder = try ScratchFolder()
        try folder.write("config", Array(config.utf8))
        try folder.write("credentials", Array(credentials.utf8))
        try folder.write("token", Array("jwt\n".utf8))
        let chain = CredentialsChain(
            profile: profile,
            components: .test(
                transport, variables.merging(Self.files) { $1 }, files: folder.path, roles: roles,
                notice: notice))
        return Staged(provider: chain, folder: folder)
    }

    private func key(_ chain: Staged) async throws -> String {
        try await chain.credentials().signing.accessKeyID
    }

    @Test func `each source gives way to the one before it`() async throws {
        let config = "[default]\naws_access_key_id = profile\naws_secret_access_key = s"
        let identity = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:r"]
        let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"]
        let all = Self.keys.merging(identity) { $1 }.merging(container) { $1 }
        let first = try chain(ScriptedTransport([]), all, config: config)
        #expect(try await key(first) == "env")
        let rest = identity.merging(container) { $1 }
        let second = try chain(ScriptedTransport([]), rest, config: config)
        #expect(try await key(second) == "profile")
        let third = try chain(ScriptedTransport([]), rest)
        #expect(try await key(third).hasSuffix("<jwt"))
        let reply = ScriptedTransport.Step.reply(200, ContainerCredentialsTests.reply)
        let fourth = try chain(ScriptedTransport([reply]), container)
        #expect(try await fourth.credentials().origin == "container")
        let fifth = try chain(
            ScriptedTransport([
                .reply(200, "t"), .reply(200, "r"), .reply(200, InstanceMetadataTests.reply),
            ]))
        #expect(try await fifth.credentials().origin == "instance metadata")
    }

    @Test func `without any credentials every source tells why`() async throws {
        let chain = try self.chain()
        let failure = await chain.failure()
        #expect(failure?.code == .notFound)
        #expect(
            failure?.message == """
                No AWS credentials were found.
                  - environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.
                  - profile default: There is no profile 'default' in /config or /credentials.
                  - web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set.
                  - container: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and \
                AWS_CONTAINER_CREDENTIALS_FULL_URI are not set.
                  - instance metadata: The instance metadata service http://169.254.169.254 cannot \
                be reached: Nobody answers.
                Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with AWS_PROFILE, \
                or log in with `aws sso login`.
                """)
    }

    @Test(arguments: [400, 404, 405])
    func `another service at the address of the metadata is no source`(status: Int) async throws {
        let failure = try await chain(ScriptedTransport([.reply(status)])).failure()
        #expect(failure?.code == .notFound)
        #expect(failure?.message.contains("  - environment: ") == true)
        #expect(failure?.message.contains("status \(status)") == true)
    }

    @Test func `trouble of the metadata service is told as trouble, behind all others`()
        async throws
    {
        let transport = ScriptedTransport(Array(repeating: .reply(503), count: 4))
        let failure = try await chain(transport).failure()
        #expect(failure?.code == .unavailable && failure?.disposition == .retry)
        #expect(failure?.message.contains("  - environment: ") == true)
    }

    @Test func `a profile named in code comes before the environment`() async throws {
        let chain = try self.chain(
            ScriptedTransport([]), Self.keys,
            credentials: "[dev]\naws_access_key_id = dev\naws_secret_access_key = s",
            profile: "dev")
        #expect(try await key(chain) == "dev")
    }

    @Test(arguments: [true, false])
    func `a named profile that does not exist ends the search`(isInCode: Bool) async throws {
        let chain = try self.chain(
            ScriptedTransport([]), isInCode ? [:] : ["AWS_PROFILE": "prod"],
            config: "[profile prd]", profile: isInCode ? "prod" : nil)
        let failure = await chain.failure()
        #expect(failure?.code == .invalidProfile)
        #expect(failure?.message.contains("did you mean 'prd'?") == true)
    }

    static let fatal: [(variables: [String: String], config: String, code: String)] = [
        (["AWS_ACCESS_KEY_ID": "a"], "", "invalidSetting"),
        (["AWS_SECRET_ACCESS_KEY": "a"], "", "invalidSetting"),
        (keys.merging(["AWS_CREDENTIAL_EXPIRATION": "soon"]) { $1 }, "", "invalidSetting"),
        ([:], "[default", "invalidFile"),
        ([:], "[default]\nrole_arn = r", "invalidProfile"),
        ([:], "[default]\nrole_arn = r\ncredential_source = Environment", "invalidProfile"),
        ([:], "[default]\ncredential_process = /nowhere", "processFailed"),
        (["AWS_WEB_IDENTITY_TOKEN_FILE": "/token"], "", "invalidSetting"),
        (
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "/none", "AWS_ROLE_ARN": "r"], "", "unreadable"
        ),
        (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/"], "", "invalidSetting"),
        (["AWS_EC2_METADATA_SERVICE_ENDPOINT": "not one"], "", "invalidSetting"),
    ]

    @Test(arguments: fatal.indices)
    func `a source that is set up and fails ends the search`(index: Int) async throws {
        let (variables, config, code) = Self.fatal[index]
        let transport = ScriptedTransport([])
        let chain = try self.chain(transport, variables, config: config)
        #expect(await chain.failure()?.code.description == code)
        #expect(transport.exchanges.isEmpty)
    }

    @Test func `a role needs a role service`() async throws {
        let chain = try self.chain(
            ScriptedTransport([]), Self.keys.merging(["AWS_PROFILE": "a"]) { $1 },
            config: "[profile a]\nrole_arn = r\ncredential_source = Environment",
            profile: "a", roles: nil)
        #expect(await chain.failure()?.code == .unsupported)
    }

    @Test func `the region of the environment comes before that of the profile`() async throws {
        let config = """
            [default]
            region = eu-west-1
            role_arn = arn:a
            external_id = x
            source_profile = b
            [profile b]
            aws_access_key_id = base
            aws_secret_access_key = s
            """
        let plain = try chain(ScriptedTransport([]), config: config)
        #expect(try await key(plain) == "arn:a(-,x,eu-west-1)<base")
        let other = try chain(
            ScriptedTransport([]), ["AWS_REGION": "us-west-2"], config: config)
        #expect(try await key(other) == "arn:a(-,x,us-west-2)<base")
    }

    @Test func `a role of several factors asks for a code`() async throws {
        let folder = try ScratchFolder()
        let config = """
            [default]
            role_arn = arn:a
            mfa_serial = device
            credential_source = Environment
            """
        try folder.write("config", Array(config.utf8))
        let asked = Mutex<[String]>([])
        let roles = CapturingRoles()
        var components = CredentialsComponents.test(
            ScriptedTransport([]), Self.keys.merging(Self.files) { $1 }, files: folder.path,
            roles: roles)
        let silent = ProfileCredentials(components: components)
        #expect(await silent.failure()?.code == .unsupported)
        components.mfaTokenCode = { serial in
            asked.withLock { $0.append(serial) }
            return Secret("123456")
        }
        _ = try await ProfileCredentials(components: components).credentials()
        #expect(asked.withLock(\.self) == ["device"])
        #expect(roles.requests.map(\.mfaSerialNumber) == ["device"])
        #expect(roles.requests.map { $0.mfaTokenCode?.reveal() } == ["123456"])
    }

    @Test func `what is left out of the files is told`() async throws {
        let notices = Mutex<[String]>([])
        let chain = try self.chain(
            ScriptedTransport([]),
            config: "[dev]\n[default]\naws_access_key_id = a\naws_secret_access_key = s",
            notice: { notice in notices.withLock { $0.append(notice) } })
        _ = try await chain.credentials()
        #expect(
            notices.withLock(\.self) == ["/config:1: A profile here is written [profile name]."])
    }

    @Test func `a shared file that is huge or a folder is refused`() async throws {
        let folder = try ScratchFolder()
        let components = CredentialsComponents.test(
            ScriptedTransport([]), Self.files, files: folder.path)
        try folder.write("config", [UInt8](repeating: 32, count: (1 << 20) + 1))
        #expect(
            await CredentialsChain(components: components).failure()?.code == .limitExceeded)
        try folder.write("config", [0xFF])
        #expect(await CredentialsChain(components: components).failure()?.code == .unreadable)
        try folder.write("credentials/x")
        try folder.write("config")
        #expect(await CredentialsChain(components: components).failure()?.code == .unreadable)
    }
}

/// A role service that keeps what it was asked.
final class CapturingRoles: RoleService {
    private let asked = Mutex<[RoleRequest]>([])

    var requests: [RoleRequest] { asked.withLock(\.self) }

    func assumeRole(
        _ request: RoleRequest, credentials: Credentials
    ) async throws -> Credentials {
        asked.withLock { $0.append(request) }
        return credentials
    }

    func assumeRoleWithWebIdentity(_ request: WebIdentityRequest) async throws -> Credentials {
        throw CredentialsError(.unsupported, "This service takes credentials alone.")
    }
}
