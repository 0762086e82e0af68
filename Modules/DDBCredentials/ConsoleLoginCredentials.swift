import DDBBase
import DDBDigest
import DDBJSON
import DDBSigV4

/// Reads the keys that `aws login` left in `~/.aws/login/cache`: the `login_session` of a profile.
///
/// Keys are used until their end. They are not renewed here, since that takes a key of the login
/// which signs every request of its own; `aws login` or `aws configure export-credentials` does.
struct ConsoleLoginCredentials: CredentialsProvider {
    static let fileBytesMax = 64 << 10

    let session: String
    let profile: String
    let home: String?
    let components: CredentialsComponents

    var name: String { "login_session" }

    func credentials() async throws -> Credentials {
        let path = try path()
        guard let bytes = try await components.files.bytes(path, limit: Self.fileBytesMax) else {
            throw expired("There is no cached login \(path)")
        }
        let source = "The cached login \(path)"
        let file = try CredentialJSON(bytes, from: source)
        guard let object = file.object["accessToken"]?.object else {
            throw CredentialsError(.malformedReply, "\(source) has no accessToken.")
        }
        let json = CredentialJSON(object, from: source)
        let secret = try json.text("secretAccessKey")
        let credentials = Credentials(
            signing: SigningCredentials(
                accessKeyID: try json.text("accessKeyId"), secretAccessKey: Secret(secret),
                sessionToken: Secret(try json.text("sessionToken"))),
            expiration: try json.optionalMoment("expiresAt"),
            accountID: try json.optionalText("accountId"), origin: name)
        guard let expiration = credentials.expiration else {
            throw CredentialsError(.malformedReply, "\(source) has no expiresAt.")
        }
        guard expiration > components.time.now else { throw expired("The cached login is over") }
        return credentials
    }

    private func path() throws -> String {
        let key = Array(session.utf8)
        let digest = unsafe try Digest.sha256(key.span.bytes)
        let name = "/" + Hex.encode(digest) + ".json"
        if let folder = components.environment.nonBlank("AWS_LOGIN_CACHE_DIRECTORY") {
            return SharedFileLocations.expanded(folder, home: home) + name
        }
        guard let home else {
            throw CredentialsError(
                .invalidSetting, "HOME is not set, so that the cached login cannot be found.")
        }
        return home + "/.aws/login/cache" + name
    }

    private func expired(_ what: String) -> CredentialsError {
        CredentialsError(
            .loginExpired,
            "\(what), and it is not renewed here; run `aws login --profile \(profile)`, or let the "
                + "profile's credential_process be `aws configure export-credentials --profile "
                + "\(profile)` in another profile.")
    }
}
