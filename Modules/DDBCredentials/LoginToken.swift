import DDBBase
import DDBDigest
import DDBJSON

/// A login as `aws sso login` keeps it in `~/.aws/sso/cache`.
struct LoginToken: Sendable {
    /// The most bytes of a cached login.
    static let fileBytesMax = 64 << 10

    /// What the portal takes.
    let accessToken: Secret
    let expiration: Instant
    /// What renews the token, where the login allows that.
    let renewal: Renewal?
    /// The whole file, so that what others keep in it survives.
    private let object: JSONObject

    /// What a renewal is asked for with.
    struct Renewal: Sendable {
        let refreshToken: Secret
        let clientID: String
        let clientSecret: Secret
        /// When the client itself ends; nil where the file does not say it.
        let clientExpiration: Instant?
    }

    /// Reads a cached login.
    ///
    /// - Throws: ``CredentialsError`` with the code `malformedReply`.
    init(_ bytes: [UInt8], path: String) throws(CredentialsError) {
        let source = "The cached login \(path)"
        try self.init(CredentialJSON(bytes, from: source))
    }

    private init(_ json: CredentialJSON) throws(CredentialsError) {
        object = json.object
        accessToken = Secret(try json.text("accessToken"))
        guard let expiration = try json.optionalMoment("expiresAt") else {
            throw CredentialsError(.malformedReply, "\(json.source) has no expiresAt.")
        }
        self.expiration = expiration
        if let token = try json.optionalText("refreshToken"),
            let client = try json.optionalText("clientId"),
            let secret = try json.optionalText("clientSecret")
        {
            renewal = Renewal(
                refreshToken: Secret(token), clientID: client, clientSecret: Secret(secret),
                clientExpiration: try json.optionalMoment("registrationExpiresAt"))
        } else {
            renewal = nil
        }
    }

    /// The login with what a renewal gave in place of what it had.
    ///
    /// - Throws: ``CredentialsError`` with the code `malformedReply`.
    func renewed(
        by reply: CredentialJSON, at now: Instant
    ) throws(CredentialsError) -> LoginToken {
        var object = object
        object["accessToken"] = .string(try reply.text("accessToken"))
        guard let seconds = reply.object["expiresIn"]?.integer, (1...31_536_000).contains(seconds)
        else {
            throw CredentialsError(.malformedReply, "\(reply.source) has no valid expiresIn.")
        }
        // The tools that share the file write whole seconds.
        let end = now.microseconds / 1_000_000 + seconds
        object["expiresAt"] = .string(Instant(microseconds: end * 1_000_000).iso8601)
        if let token = try reply.optionalText("refreshToken") {
            object["refreshToken"] = .string(token)
        }
        return try LoginToken(CredentialJSON(object, from: "The renewed login"))
    }

    /// The text of the file.
    var bytes: [UInt8] { JSONValue.object(object).bytes }

    /// The path of a login's file.
    ///
    /// - Parameter key: The name of the session, or the start URL of the older form.
    static func path(key: String, home: String) throws(DigestError) -> String {
        let name = Array(key.utf8)
        let digest = unsafe try Digest.sha1(name.span.bytes)
        return home + "/.aws/sso/cache/" + Hex.encode(digest) + ".json"
    }
}
