import DDBBase
import DDBCredentials
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Synchronization
import Testing

@Suite struct CredentialsSelectionTests {
    private func selection(
        _ options: [String: String], customs: [String: CredentialsSelection.Factory] = [:]
    ) throws -> CredentialsSelection {
        try CredentialsSelection(options: options.mapValues(Secret.init), customs: customs)
    }

    private let components = CredentialsComponents(
        transport: ScriptedTransport([]), roles: EchoRoles(),
        environment: ProcessEnvironment(["AWS_ACCESS_KEY_ID": "env", "AWS_SECRET_ACCESS_KEY": "s"]))

    private func keys(_ options: [String: String]) async throws -> String {
        let provider = try selection(options).provider(components: components, region: "eu-west-1")
        return try await provider.credentials().signing.accessKeyID
    }

    @Test func `keys in the options make AUTO into BASIC`() async throws {
        let options = [
            "aws.credentials.basic.accesskeyid": "opt", "aws.credentials.basic.secretkey": "s",
        ]
        #expect(try selection(options).method == .basic)
        #expect(try await keys(options) == "opt")
        #expect(try selection([:]).method == .auto)
        #expect(try await keys([:]) == "env")
        #expect(try selection(["aws.credentials.provider": "auto"]).method == .auto)
    }

    @Test func `the names of Java properties and of Spice mean the same`() async throws {
        #expect(
            try await keys([
                "aws.credentials.provider": "BASIC",
                "aws.credentials.provider.basic.accesskeyid": "opt",
                "aws.credentials.provider.basic.secretkey": "s",
            ]) == "opt")
        let spice = [
            "dynamodb_aws_access_key_id": "opt", "dynamodb_aws_secret_access_key": "s",
            "dynamodb_aws_session_token": "t", "dynamodb_aws_region": "x",
        ]
        let provider = try selection(spice).provider(components: components)
        let credentials = try await provider.credentials()
        #expect(credentials.signing.accessKeyID == "opt")
        #expect(credentials.signing.sessionToken?.reveal() == "t")
    }

    @Test func `ENV_VAR reads the environment`() async throws {
        #expect(try await keys(["aws.credentials.provider": "ENV_VAR"]) == "env")
    }

    @Test func `PROFILE reads a profile of the file that is named`() async throws {
        let folder = try ScratchFolder()
        try folder.write(
            "keys", Array("[mine]\naws_access_key_id = file\naws_secret_access_key = s".utf8))
        #expect(
            try await keys([
                "aws.credentials.provider": "PROFILE",
                "aws.credentials.profile.path": folder.path + "/keys",
                "aws.credentials.profile.name": "mine",
            ]) == "file")
        let error = await #expect(throws: CredentialsError.self) {
            _ = try await keys([
                "aws.credentials.provider": "PROFILE",
                "aws.credentials.profile.path": folder.path + "/keys",
                "aws.credentials.profile.name": "mien",
            ])
        }
        #expect(error?.message.contains("did you mean 'mine'?") == true)
    }

    @Test func `AUTO takes the profile that is named before the environment's keys`() async throws {
        let folder = try ScratchFolder()
        try folder.write(
            "keys", Array("[mine]\naws_access_key_id = file\naws_secret_access_key = s".utf8))
        let components = CredentialsComponents(
            transport: ScriptedTransport([]), roles: EchoRoles(),
            environment: ProcessEnvironment([
                "AWS_ACCESS_KEY_ID": "env", "AWS_SECRET_ACCESS_KEY": "s",
                "AWS_SHARED_CREDENTIALS_FILE": folder.path + "/keys",
                "AWS_CONFIG_FILE": folder.path + "/none",
            ]))
        let options = [
            ["aws.credentials.provider": "AUTO"],
            ["aws.credentials.provider": "ASSUME_ROLE", "aws.credentials.role.arn": "arn:r"],
        ]
        for (options, expected) in zip(options, ["file", "arn:r(-,-,eu-west-1)<file"]) {
            let provider = try selection(options).provider(
                components: components, region: "eu-west-1", profile: "mine")
            #expect(try await provider.credentials().signing.accessKeyID == expected)
        }
    }

    @Test func `roles are taken one inside another`() async throws {
        let options = [
            "aws.credentials.provider": "ASSUME_ROLE",
            "aws.credentials.role.arn": "arn:outer",
            "aws.credentials.role.sessionName": "me",
            "aws.credentials.role.externalId": "them",
            "aws.credentials.role.provider": "ASSUME_ROLE",
            "aws.credentials.role.provider.role.arn": "arn:inner",
            "aws.credentials.role.provider.role.provider": "BASIC",
            "aws.credentials.role.provider.role.provider.basic.accesskeyid": "base",
            "aws.credentials.role.provider.role.provider.basic.secretkey": "s",
        ]
        #expect(
            try await keys(options)
                == "arn:outer(me,them,eu-west-1)<arn:inner(-,-,eu-west-1)<base")
    }

    @Test func `a role without a provider below it is taken with what AUTO finds`() async throws {
        #expect(
            try await keys([
                "aws.credentials.provider": "ASSUME_ROLE", "aws.credentials.role.arn": "arn:r",
            ]) == "arn:r(-,-,eu-west-1)<env")
    }

    @Test func `WEB_IDENTITY_TOKEN reads its file at every fetch`() async throws {
        let folder = try ScratchFolder()
        let provider = try selection([
            "aws.credentials.provider": "WEB_IDENTITY_TOKEN",
            "aws.credentials.role.arn": "arn:r",
            "aws.credentials.role.sessionName": "me",
            "aws.credentials.webIdentityToken.file": folder.path + "/token",
        ]).provider(components: components)
        for token in ["one", "two"] {
            try folder.write("token", Array((token + "\n").utf8))
            #expect(try await provider.credentials().signing.accessKeyID == "arn:r(me)<\(token)")
        }
    }

    @Test func `a custom provider gets every option`() async throws {
        let seen = Mutex<[String]>([])
        let chosen = try selection(
            [
                "aws.credentials.provider": "CUSTOM", "aws.credentials.custom.class": "vault",
                "table-name": "T", "vault.path": "p",
            ],
            customs: [
                "vault": { options in
                    seen.withLock { $0 = options.keys.sorted() }
                    return StaticCredentials(
                        SigningCredentials(accessKeyID: "v", secretAccessKey: Secret("s")))
                }
            ])
        let provider = try chosen.provider(components: components)
        #expect(try await provider.credentials().signing.accessKeyID == "v")
        #expect(
            seen.withLock(\.self) == [
                "aws.credentials.custom.class", "aws.credentials.provider", "table-name",
                "vault.path",
            ])
    }

    static let faults: [(options: [String: String], fragment: String)] = [
        (["aws.credentials.provider": "PROFIL"], "did you mean 'PROFILE'?"),
        (["aws.credentials.provider": "SYS_PROP"], "use ENV_VAR"),
        (["aws.credentials.provider": "BASIC"], "aws.credentials.basic.accesskeyid"),
        (["aws.credentials.provider": "ASSUME_ROLE"], "aws.credentials.role.arn"),
        (["aws.credentials.provider": "CUSTOM"], "aws.credentials.custom.class"),
        (
            ["aws.credentials.provider": "CUSTOM", "aws.credentials.custom.class": "valt"],
            "did you mean 'vault'?"
        ),
        (["aws.credentials.basic.accesskeyid": "a"], "aws.credentials.basic.secretkey is not"),
        (["dynamodb_aws_secret_access_key": "a"], "dynamodb_aws_access_key_id is not"),
        (["dynamodb_aws_session_token": "a"], "is not; set both halves"),
        (["awsAccessKeyId": "a"], "awsSecretAccessKey is not"),
        (["awsSecretAccessKey": "a"], "awsAccessKeyId is not"),
        (
            ["awsAccessKeyId": "a", "dynamodb_aws_access_key_id": "b"], "mean the same"
        ),
        (
            ["aws.credentials.basic.acceskeyid": "a"],
            "did you mean 'aws.credentials.basic.accesskeyid'?"
        ),
        (["dynamodb_aws_secret_key": "a"], "did you mean 'dynamodb_aws_secret_access_key'?"),
        (["aws.credentials.role.arn": "arn:r"], "set the provider"),
        (
            [
                "aws.credentials.basic.accesskeyid": "a", "dynamodb_aws_access_key_id": "b",
            ], "mean the same"
        ),
        (
            [
                "aws.credentials.provider": "ASSUME_ROLE", "aws.credentials.role.arn": "a",
                "aws.credentials.role.provider": "ENV_VARS",
            ], "aws.credentials.role.provider is 'ENV_VARS'"
        ),
    ]

    @Test(arguments: faults.indices)
    func `what cannot be is refused with what to do`(index: Int) {
        let (options, fragment) = Self.faults[index]
        let error = #expect(throws: CredentialsError.self) {
            try selection(options, customs: ["vault": { _ in throw CancellationError() }])
        }
        #expect(error?.message.contains(fragment) == true, "\(error.map(\.message) ?? "")")
        #expect(error?.disposition == .reconfigure)
    }

    @Test func `roles inside roles have a limit`() {
        var options: [String: String] = [:]
        var prefix = "aws.credentials."
        options[prefix + "provider"] = "ASSUME_ROLE"
        for _ in 0..<20 {
            options[prefix + "role.arn"] = "arn:r"
            options[prefix + "role.provider"] = "ASSUME_ROLE"
            prefix += "role.provider."
        }
        let error = #expect(throws: CredentialsError.self) { try selection(options) }
        #expect(error?.code == .limitExceeded)
    }
}

/// A role service that answers with what it was asked.
struct EchoRoles: RoleService {
    func assumeRole(
        _ request: RoleRequest, credentials: Credentials
    ) async throws -> Credentials {
        let session = request.sessionName.hasPrefix("ddbkit-") ? "-" : request.sessionName
        let text =
            "\(request.roleARN)(\(session),\(request.externalID ?? "-"),\(request.region ?? "-"))<"
            + credentials.signing.accessKeyID
        return Credentials(
            signing: SigningCredentials(accessKeyID: text, secretAccessKey: Secret("s")),
            origin: "echo")
    }

    func assumeRoleWithWebIdentity(_ request: WebIdentityRequest) async throws -> Credentials {
        Credentials(
            signing: SigningCredentials(
                accessKeyID:
                    "\(request.roleARN)(\(request.sessionName))<\(request.token.reveal())",
                secretAccessKey: Secret("s")), origin: "echo")
    }
}
