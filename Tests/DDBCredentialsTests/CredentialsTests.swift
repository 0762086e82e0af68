import DDBBase
import DDBCredentials
import DDBSigV4
import Testing

@Suite struct CredentialsTests {
    private let credentials = Credentials(
        signing: SigningCredentials(
            accessKeyID: "AKIDSECRET", secretAccessKey: Secret("hush"),
            sessionToken: Secret("hush")),
        expiration: Instant(microseconds: 0), accountID: "123456789012", origin: "test")

    @Test func `credentials print their origin and their end alone`() {
        #expect("\(credentials)" == "<credentials of test until 1970-01-01T00:00:00Z>")
        #expect(String(reflecting: credentials) == "\(credentials)")
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!dumped.contains("hush"))
        #expect(!dumped.contains("AKIDSECRET"))
    }

    @Test func `a request for a role prints no token`() {
        let request = WebIdentityRequest(
            roleARN: "arn", sessionName: "name", token: Secret("hush"))
        var dumped = "\(request)" + String(reflecting: request)
        dump(request, to: &dumped)
        #expect(!dumped.contains("hush"))
    }
}
