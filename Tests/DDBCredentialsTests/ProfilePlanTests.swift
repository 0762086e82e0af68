import DDBBase
import DDBCredentials
import DDBJSON
import DDBSigV4
import Testing

@Suite struct ProfilePlanTests {
    /// How our errors say what the SDK's texts say.
    static let errors = [
        "profile must contain `source_profile`": "neither source_profile nor credential_source",
        "profile contained both source_profile and credential_source":
            "both source_profile and credential_source",
        "profile missing aws_secret_access_key": "no aws_secret_access_key there",
        "profile missing aws_access_key_id": "no aws_access_key_id there",
        "profile `B` did not contain credential information":
            "'B' says nothing of credentials",
        "profile `A` did not contain credential information":
            "'A' says nothing of credentials",
        "could not find source profile B referenced from A":
            "'A' names the source_profile 'B', which does not exist",
        "No profiles were defined": "no profile 'A'",
        "profile formed an infinite loop": "leads back to 'A' (A -> B -> A)",
        "`role_arn` was missing": "no role_arn",
        "if `sso_role_name` is set, then `sso_account_id` must also be set": "no sso_account_id",
        "if `sso_account_id` is set, then `sso_role_name` must also be set": "no sso_role_name",
        "`sso_region` can only be specified in the [sso-session] config when a session name is given":
            "sso_region that is not the one of [sso-session A]",
        "sso-session named `oops` (referenced by profile `A`) was not found":
            "sso_session 'oops'",
    ]

    @Test func `the cases of roles over profiles hold`() throws {
        guard let cases = try Vectors.json("aws-config/test-data/assume-role-tests.json")?.array
        else { return }
        #expect(cases.count == 28)
        for test in cases {
            let comment = Comment(rawValue: test["docs"]?.string ?? "")
            let input = try #require(test["input"])
            let shared = try SharedConfiguration(
                config: text(input["profiles"], "profile")
                    + text(input["sso_sessions"], "sso-session"))
            let selected = try #require(input["selected_profile"]?.string)
            do {
                let plan = try ProfilePlan(profile: selected, in: shared)
                #expect(
                    steps(plan) == test["output"]?["ProfileChain"]?.array.map(steps), comment)
            } catch {
                if comment.rawValue == "SSO token profile selected" {
                    // There are no credentials in a token; the SDK says so one step later.
                    #expect(error.message.contains("a login token alone"))
                    continue
                }
                let said = try #require(test["output"]?["Error"]?.string, "\(comment): \(error)")
                let fragment = try #require(Self.errors[said], "\(said)")
                #expect(error.message.contains(fragment), comment)
            }
        }
    }

    private func text(_ sections: JSONValue?, _ type: String) -> String {
        (sections?.object?.members ?? []).map { section in
            "[\(type) \(section.name)]\n"
                + (section.value.object?.texts ?? [:]).map { "\($0) = \($1)\n" }.joined()
        }.joined()
    }

    /// The steps of a plan in the words of the cases.
    private func steps(_ plan: ProfilePlan) -> [[String: String]] {
        var first: [String: String] = [:]
        switch plan.base {
        case .keys(let keys):
            first = [
                "step": "AccessKey", "access_key_id": keys.signing.accessKeyID,
                "secret_access_key": keys.signing.secretAccessKey.reveal(),
            ]
            first["account_id"] = keys.accountID
        case .named(let source): first = ["step": "NamedSource", "": source.rawValue]
        case .webIdentity(let identity):
            first = [
                "step": "WebIdentityToken", "role_arn": identity.roleARN,
                "web_identity_token_file": identity.tokenFile,
            ]
            first["role_session_name"] = identity.sessionName
        case .login(let login):
            first = [
                "step": "Sso", "sso_account_id": login.accountID, "sso_region": login.region,
                "sso_role_name": login.roleName, "sso_start_url": login.startURL,
            ]
            first["sso_session"] = login.sessionName
        case .process(let command, _): first = ["step": "Process", "": command]
        case .consoleLogin(let session): first = ["step": "Login", "": session]
        }
        return [first]
            + plan.roles.map { role in
                var step = ["step": "AssumeRole", "role_arn": role.arn]
                step["role_session_name"] = role.sessionName
                step["external_id"] = role.externalID
                return step
            }
    }

    private func steps(_ chain: [JSONValue]) -> [[String: String]] {
        chain.map { step in
            guard let member = step.object?.members.first else { return [:] }
            if let word = member.value.string { return ["step": member.name, "": word] }
            var texts = member.value.object?.texts ?? [:]
            texts["step"] = member.name
            return texts
        }
    }

    @Test func `a chain of profiles has a limit`() throws {
        let config = (0..<40).map {
            "[profile p\($0)]\nrole_arn = r\nsource_profile = p\($0 + 1)\n"
        }.joined()
        let shared = try SharedConfiguration(config: config)
        let error = #expect(throws: CredentialsError.self) {
            try ProfilePlan(profile: "p0", in: shared)
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test(arguments: [
        ("duration_seconds = 899", "duration_seconds"),
        ("duration_seconds = x", "duration_seconds"),
        ("credential_source = Vault", "it can be Environment"),
        ("source_profile = A", "no keys of its own"),
    ])
    func `what a role cannot have is refused`(line: String, fragment: String) throws {
        let source = line.contains("=") && line.hasPrefix("duration") ? "source_profile = B\n" : ""
        let shared = try SharedConfiguration(
            config: "[profile A]\nrole_arn = r\n\(source)\(line)\n[profile B]\n")
        let error = #expect(throws: CredentialsError.self) {
            try ProfilePlan(profile: "A", in: shared)
        }
        #expect(error?.code == .invalidProfile)
        #expect(error?.message.contains(fragment) == true)
    }

    @Test func `halves of a pair in two files make no pair`() throws {
        let shared = try SharedConfiguration(
            config: "[default]\naws_access_key_id = a\naws_secret_access_key = b",
            credentials: "[default]\naws_access_key_id = c")
        let error = #expect(throws: CredentialsError.self) {
            try ProfilePlan(profile: "default", in: shared)
        }
        #expect(error?.message.contains("no aws_secret_access_key there") == true)
    }

    @Test func `the order inside a profile is that of botocore`() throws {
        let lines = [
            ("web_identity_token_file = /t\nrole_arn = r", "WebIdentityToken"),
            ("sso_account_id = 1\nsso_role_name = r\nsso_region = x\nsso_start_url = u", "Sso"),
            ("login_session = arn", "Login"),
            ("credential_process = p", "Process"),
            ("aws_access_key_id = a\naws_secret_access_key = b", "AccessKey"),
        ]
        for start in lines.indices {
            let config = "[default]\n" + lines[start...].map(\.0).joined(separator: "\n")
            let shared = try SharedConfiguration(config: config)
            let plan = try ProfilePlan(profile: "default", in: shared)
            #expect(steps(plan).first?["step"] == lines[start].1)
        }
        // Keys in the credentials file stand behind a login and before a console login.
        for (start, first) in [(1, "Sso"), (2, "AccessKey")] {
            let shared = try SharedConfiguration(
                config: "[default]\n" + lines[start...].map(\.0).joined(separator: "\n"),
                credentials: "[default]\n" + lines[4].0)
            let plan = try ProfilePlan(profile: "default", in: shared)
            #expect(steps(plan).first?["step"] == first)
        }
    }

    @Test func `a copy of a session's setting is allowed while it is the same`() throws {
        let config = """
            [profile A]
            sso_session = s
            sso_region = eu-west-1
            sso_account_id = 1
            sso_role_name = r
            [sso-session s]
            sso_region = eu-west-1
            sso_start_url = u
            """
        let plan = try ProfilePlan(profile: "A", in: SharedConfiguration(config: config))
        #expect(steps(plan).first?["sso_session"] == "s")
    }
}
