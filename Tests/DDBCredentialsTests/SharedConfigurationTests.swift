import DDBBase
import DDBCredentials
import DDBJSON
import DDBTestKit
import Testing

@Suite struct SharedConfigurationTests {
    @Test func `the cases of the profile parser hold`() throws {
        guard
            let cases = try Vectors.json("aws-runtime/test-data/profile-parser-tests.json")?[
                "tests"]?.array
        else { return }
        #expect(cases.count == 65)
        for test in cases {
            try check(test)
        }
    }

    private func check(_ test: JSONValue) throws {
        let name = Comment(rawValue: test["name"]?.string ?? "")
        let output = try #require(test["output"])
        let parse = {
            try SharedConfiguration(
                config: test["input"]?["configFile"]?.string ?? "",
                credentials: test["input"]?["credentialsFile"]?.string ?? "")
        }
        if let fragment = output["errorContaining"]?.string {
            let error = #expect(throws: CredentialsError.self, name) { try parse() }
            #expect(error?.code == .invalidFile, name)
            #expect(error?.message.contains(fragment) == true, name)
            return
        }
        let shared = try parse()
        let expected = try #require(output["config"])
        #expect(texts(shared.profiles) == texts(expected["profiles"]), name)
        #expect(texts(shared.ssoSessions) == texts(expected["sso_sessions"]), name)
    }

    private func texts(_ sections: [String: SharedSection]) -> [String: [String: String]] {
        sections.mapValues { section in
            Dictionary(
                uniqueKeysWithValues: section.propertyNames.map { ($0, section[$0] ?? "") })
        }
    }

    private func texts(_ sections: JSONValue?) -> [String: [String: String]] {
        var texts: [String: [String: String]] = [:]
        for member in sections?.object?.members ?? [] {
            texts[member.name] = member.value.object?.texts
        }
        return texts
    }

    @Test func `the cases of file locations hold`() throws {
        guard
            let cases = try Vectors.json("aws-runtime/test-data/file-location-tests.json")?[
                "tests"]?.array
        else { return }
        #expect(cases.count == 9)
        for test in cases {
            let name = Comment(rawValue: test["name"]?.string ?? "")
            let environment = ProcessEnvironment(test["environment"]?.object?.texts ?? [:])
            let locations = SharedFileLocations(
                environment: environment,
                platform: test["platform"]?.string == "windows" ? .windows : .posix)
            #expect(locations.config == test["configLocation"]?.string, name)
            #expect(locations.credentials == test["credentialsLocation"]?.string, name)
            if let profile = test["profile"]?.string {
                #expect(
                    SharedFileLocations.profileName(environment: environment) == profile, name)
            }
        }
    }

    @Test func `without a home there are no files`() {
        let locations = SharedFileLocations(environment: ProcessEnvironment([:]))
        #expect(locations == SharedFileLocations(config: nil, credentials: nil))
    }

    @Test func `a leading tilde is the home`() {
        let locations = SharedFileLocations(
            environment: ProcessEnvironment(["HOME": "/h", "AWS_CONFIG_FILE": "~/c"]))
        #expect(locations.config == "/h/c")
    }

    @Test func `a service's settings are found through the profile`() throws {
        let shared = try SharedConfiguration(
            config: """
                [profile dev]
                services = mine
                [services mine]
                dynamodb =
                  # the one on this machine
                  endpoint_url = http://localhost:8000 # here
                  max_attempts=2
                s3 =
                  endpoint_url = https://s3.example
                """)
        let profile = try #require(shared.profile(named: "dev"))
        #expect(
            shared.serviceSetting("endpoint_url", of: "dynamodb", profile: profile)
                == "http://localhost:8000")
        #expect(shared.serviceSetting("max_attempts", of: "dynamodb", profile: profile) == "2")
        #expect(shared.serviceSetting("max_attempts", of: "s3", profile: profile) == nil)
        #expect(shared.serviceSetting("endpoint_url", of: "sts", profile: profile) == nil)
    }

    @Test func `the last of two sub-properties counts, and their names may have capitals`() throws {
        let shared = try SharedConfiguration(config: "[default]\ns3 =\n a = 1\n a = 2\n B = 3")
        let profile = try #require(shared.profile(named: "default"))
        #expect(profile.subproperty("a", of: "s3") == "2")
        #expect(profile.subproperty("B", of: "s3") == "3")
        #expect(profile["s3"] == "\na = 1\na = 2\nB = 3")
    }

    @Test func `a byte order mark at the beginning is none of the text`() throws {
        let shared = try SharedConfiguration(config: "\u{FEFF}[default]\nregion = x")
        #expect(shared.profile(named: "default")?["region"] == "x")
    }

    @Test func `what is left out is said, with file and line and without values`() throws {
        let shared = try SharedConfiguration(
            config: "[dev]\nkey = hush\n[default]\nin valid = hush\n[profile default]",
            credentials: "[profile x]\nkey = hush")
        #expect(
            shared.warnings == [
                "~/.aws/config:1: A profile here is written [profile name].",
                "~/.aws/config:3: [default] gives way to [profile default].",
                "~/.aws/credentials:1: A profile here is written [name].",
            ])
    }

    @Test func `warnings have a limit`() throws {
        let shared = try SharedConfiguration(config: String(repeating: "[x]\n", count: 1000))
        #expect(shared.warnings.count == SharedConfiguration.warningsMax)
    }

    @Test func `errors show no text of their lines`() {
        for text in [
            "wJalrXUtnFEMI", "[default]\nwJalrXUtnFEMI", "[wJalrXUtnFEMI", " wJalrXUtnFEMI",
        ] {
            let error = #expect(throws: CredentialsError.self) {
                try SharedConfiguration(credentials: text)
            }
            #expect(error?.message.contains("wJalrXUtnFEMI") == false)
        }
    }

    @Test func `sections print no values`() throws {
        let shared = try SharedConfiguration(
            credentials: "[default]\naws_secret_access_key = hush")
        var text = "\(shared)" + String(reflecting: shared)
        dump(shared, to: &text)
        #expect(!text.contains("hush"))
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func `every text is either read or refused with its line`(seed: UInt64) throws {
        let random = SeededRandom(seed: seed)
        let alphabet = Array("[]=#; \t\r\n\nabprofile \u{FEFF}é")
        for _ in 0..<2000 {
            let text = String(
                (0..<random.number(below: 40)).map { _ in
                    alphabet[random.number(below: alphabet.count)]
                })
            do {
                _ = try SharedConfiguration(config: text, credentials: text)
            } catch {
                #expect(error.code == .invalidFile, "seed \(seed): \(text.debugDescription)")
                #expect(error.message.contains("~/.aws/co"), "seed \(seed)")
            }
        }
    }

    @Test func `every truncation of a file is read, or refused with its line`() throws {
        let whole = Array(
            """
            [default] ; one
            region = eu-west-1 # two
            s3 =
              endpoint_url = http://localhost
            [profile dev]
            role_arn = arn
             continued
            [sso-session s]
            sso_region = x\r
            """.utf8)
        var refused = 0
        for count in 0...whole.count {
            let text = String(decoding: whole[..<count], as: UTF8.self)
            do {
                _ = try SharedConfiguration(config: text)
            } catch {
                #expect(error.code == .invalidFile, "\(count) bytes")
                refused += 1
            }
        }
        #expect((1..<whole.count).contains(refused))
    }
}
