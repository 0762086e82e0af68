import DDBBase
import DDBCredentials
import DDBJSON
import DDBSigV4
import DDBTestKit
import DDBTestSupport
import Testing

@Suite struct ConsoleLoginTests {
    /// A renewal is signed with a key of the login (DPoP, RFC 9449), which is not offered: the case
    /// must end in an error that says what to run instead.
    static let renewed = "Success - Expired token triggers successful refresh"

    @Test func `the cases of console logins hold, but for renewing`() async throws {
        guard
            let cases = try Vectors.json("aws-config/test-data/login-provider-test-cases.json")?
                .array
        else { return }
        #expect(cases.count == 8)
        for test in cases {
            let name = test["documentation"]?.string ?? ""
            let folder = try ScratchFolder()
            try folder.write(
                "home/.aws/config", Array((test["configContents"]?.string ?? "").utf8))
            for file in test["cacheContents"]?.object?.members ?? [] {
                try folder.write("home/.aws/login/cache/" + file.name, file.value.bytes)
            }
            let provider = ProfileCredentials(
                profile: "signin",
                components: .test(
                    ScriptedTransport([]), ["HOME": "/home"], files: folder.path,
                    time: ManualTimeSource()))
            let outcome = try #require(test["outcomes"]?.array?.first)
            guard outcome["result"]?.string == "credentials", name != Self.renewed else {
                let failure = await provider.failure()
                #expect(
                    failure?.code == .loginExpired || failure?.code == .malformedReply, "\(name)")
                if name == Self.renewed {
                    #expect(failure?.message.contains("aws login --profile signin") == true)
                }
                continue
            }
            let credentials = try await provider.credentials()
            #expect(credentials.signing.accessKeyID == outcome["accessKeyId"]?.string)
            #expect(
                credentials.signing.secretAccessKey.reveal() == outcome["secretAccessKey"]?.string)
            #expect(credentials.signing.sessionToken?.reveal() == outcome["sessionToken"]?.string)
            #expect(credentials.accountID == outcome["accountId"]?.string)
            #expect(credentials.expiration?.iso8601 == outcome["expiresAt"]?.string)
        }
    }

    @Test func `a variable names another folder of logins`() async throws {
        let folder = try ScratchFolder()
        try folder.write("config", Array("[default]\nlogin_session = x".utf8))
        let failure = await ProfileCredentials(
            components: .test(
                ScriptedTransport([]),
                ["AWS_CONFIG_FILE": "/config", "AWS_LOGIN_CACHE_DIRECTORY": "/logins"],
                files: folder.path)
        ).failure()
        #expect(failure?.message.contains("no cached login /logins/2d711642b726b044") == true)
    }
}
