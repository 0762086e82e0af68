import DDBBase
import DDBCredentials
import DDBHTTP
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Foundation
import Synchronization
import Testing

/// Every path that fails, fed with secrets: nothing of them may show in what it leaves behind.
@Suite struct SecrecyTests {
    /// What stands for every secret: keys, tokens, output of programs, bodies of replies.
    static let secret = "wJalrXUtnFEMI"

    /// A failing set-up: variables, files by path, and what the network answers.
    struct Case: Sendable {
        var name: String
        var variables: [String: String] = [:]
        var files: [String: String] = [:]
        var steps: [ScriptedTransport.Step] = []
        var options: [String: String]?
    }

    private static let login = """
        [default]
        sso_session = dev
        sso_account_id = 1
        sso_role_name = r
        [sso-session dev]
        sso_region = us-east-1
        sso_start_url = u
        """
    private static let cache = "home/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json"
    private static let over = #"""
        {"accessToken":"\#(secret)","expiresAt":"2020-01-01T00:00:00Z","clientId":"\#(secret)",
        "clientSecret":"\#(secret)","refreshToken":"\#(secret)"}
        """#

    static let cases: [Case] = environment + files + programs + logins + network + options

    private static let environment = [
        Case(name: "half a pair", variables: ["AWS_SECRET_ACCESS_KEY": secret]),
        Case(
            name: "an expiration that is none",
            variables: [
                "AWS_ACCESS_KEY_ID": secret, "AWS_SECRET_ACCESS_KEY": secret,
                "AWS_CREDENTIAL_EXPIRATION": secret,
            ]),
        Case(
            name: "an address of a container with a secret in it",
            variables: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://u:\(secret)@example.com/"]),
        Case(
            name: "a container's token with a line break",
            variables: [
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": secret + "\n",
            ]),
    ]

    private static let files = [
        "[default]\n\(secret)", "[default\(secret)", "\(secret) = x", "[default]\n= \(secret)",
        "[default]\naws_secret_access_key = \(secret)",
        "[default]\naws_access_key_id = \(secret)",
        "[default]\naws_access_key_id = a\naws_secret_access_key = \(secret)\nrole_arn = r",
        "[default]\nrole_arn = r\ncredential_source = Environment\nx = \(secret)",
    ].map { Case(name: "file \($0)", files: ["home/.aws/credentials": $0]) }

    private static let programs = [
        "sh -c 'echo \(secret); echo \(secret) >&2; exit 1'", "echo \(secret)", "yes \(secret)",
        #"echo '{"Version":1,"AccessKeyId":"\#(secret)"}'"#, "/nowhere \(secret)", "'\(secret)",
        #"echo '{"Version":1,"SecretAccessKey":"\#(secret)","AccessKeyId":7}'"#,
    ].map {
        Case(
            name: "program \($0)",
            files: ["home/.aws/config": "[default]\ncredential_process = \($0)"])
    }

    private static let logins = [
        Case(name: "no login", files: ["home/.aws/config": login]),
        Case(name: "a torn login", files: ["home/.aws/config": login, cache: "{\"\(secret)"]),
        Case(
            name: "a login of another shape",
            files: ["home/.aws/config": login, cache: #"{"accessToken":"\#(secret)"}"#]),
        Case(
            name: "a login that is not renewed", files: ["home/.aws/config": login, cache: over],
            steps: [.reply(400, secret)]),
        Case(
            name: "a renewal of another shape",
            files: ["home/.aws/config": login, cache: over],
            steps: [.reply(200, #"{"accessToken":"\#(secret)"}"#)]),
        Case(
            name: "a portal that refuses", files: ["home/.aws/config": login, cache: over],
            steps: [
                .reply(200, #"{"accessToken":"\#(secret)","expiresIn":9}"#), .reply(401, secret),
            ]),
        Case(
            name: "keys of another shape", files: ["home/.aws/config": login, cache: over],
            steps: [
                .reply(200, #"{"accessToken":"\#(secret)","expiresIn":9}"#),
                .reply(200, #"{"roleCredentials":{"secretAccessKey":"\#(secret)"}}"#),
            ]),
        Case(
            name: "a console login of another shape",
            files: [
                "home/.aws/config": "[default]\nlogin_session = x",
                "home/.aws/login/cache/"
                    + "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881.json":
                    #"{"accessToken":{"secretAccessKey":"\#(secret)"}}"#,
            ]),
    ]

    private static let network = [
        Case(name: "metadata that refuses", steps: [.reply(400, secret)]),
        Case(name: "a token that is no header", steps: [.reply(200, secret + "\n")]),
        Case(
            name: "metadata of another shape",
            steps: [.reply(200, secret), .reply(200, "r"), .reply(200, "{\"\(secret)")]),
        Case(
            name: "metadata without an end",
            steps: [
                .reply(200, secret), .reply(200, "r"),
                .reply(200, #"{"AccessKeyId":"\#(secret)","SecretAccessKey":"\#(secret)"}"#),
            ]),
        Case(
            name: "metadata with a code",
            steps: [
                .reply(200, secret), .reply(200, "r"), .reply(200, #"{"Code":"<\#(secret)>"}"#),
            ]),
        Case(
            name: "a container that refuses",
            variables: [
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": secret,
            ], steps: [.reply(403, secret)]),
        Case(
            name: "a container of another shape",
            variables: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"],
            steps: [.reply(200, #"["\#(secret)"]"#)]),
        Case(
            name: "a web identity without a file",
            variables: [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "/none", "AWS_ROLE_ARN": "r",
            ]),
    ]

    private static let options = [
        ["aws.credentials.basic.secretkey": secret], ["aws.credentials.basic.secretkeys": secret],
        ["dynamodb_aws_secret_key": secret], ["dynamodb_aws_session_token": secret],
        [
            "aws.credentials.basic.secretkey": secret, "dynamodb_aws_secret_access_key": secret,
        ],
        ["aws.credentials.provider": "CUSTOM", "aws.credentials.basic.secretkey": secret],
        [
            "aws.credentials.provider": "ASSUME_ROLE", "aws.credentials.basic.accesskeyid": secret,
            "aws.credentials.basic.secretkey": secret,
        ],
    ].map { Case(name: "options \($0.keys.sorted())", options: $0) }

    @Test(arguments: cases.indices)
    func `no failure shows a secret`(index: Int) async throws {
        let test = Self.cases[index]
        let folder = try ScratchFolder()
        for (name, text) in test.files { try folder.write(name, Array(text.utf8)) }
        let notices = Mutex<[String]>([])
        let components = CredentialsComponents.test(
            ScriptedTransport(test.steps),
            test.variables.merging(["HOME": "/home"]) { $1 }, files: folder.path,
            roles: CapturingRoles(), notice: { notice in notices.withLock { $0.append(notice) } })
        var thrown: (any Error)?
        do {
            let provider: any CredentialsProvider =
                if let options = test.options {
                    try CredentialsSelection(options: options.mapValues(Secret.init)).provider(
                        components: components)
                } else {
                    CredentialsChain(components: components)
                }
            _ = try await RefreshingCredentials(provider).credentials()
        } catch {
            thrown = error
        }
        let error = try #require(thrown, "\(test.name) does not fail")
        var text = "\(error)" + String(reflecting: error) + error.localizedDescription
        dump(error, to: &text)
        text += notices.withLock { $0.joined() }
        #expect(!text.contains(Self.secret), "\(test.name): \(text)")
    }

    @Test func `providers and settings show no secret`() throws {
        let signing = SigningCredentials(
            accessKeyID: "A", secretAccessKey: Secret(Self.secret),
            sessionToken: Secret(Self.secret))
        let selection = try CredentialsSelection(options: [
            "aws.credentials.basic.accesskeyid": Secret("A"),
            "aws.credentials.basic.secretkey": Secret(Self.secret),
        ])
        let shared = try SharedConfiguration(
            credentials: "[default]\naws_access_key_id = A\naws_secret_access_key = \(Self.secret)")
        let values: [Any] = [
            StaticCredentials(signing), selection, shared,
            try ProfilePlan(profile: "default", in: shared),
            RefreshStateMachine.Action.use(Credentials(signing: signing, origin: "x")),
        ]
        for value in values {
            var text = "\(value)" + String(reflecting: value)
            dump(value, to: &text)
            #expect(!text.contains(Self.secret), "\(type(of: value))")
        }
    }
}
