import DDBBase
import DDBHTTP
import DDBJSON
import DDBSigV4

/// Asks IAM Identity Center (SSO) for the keys of a role, with the login that
/// `aws sso login` left in `~/.aws/sso/cache`.
struct LoginCredentials: CredentialsProvider {
    /// How long before its end a token is renewed.
    static let renewalMargin: Int64 = 15 * 60 * 1_000_000

    let settings: LoginSettings
    let endpoints: LoginEndpoints
    let profile: String
    let home: String?
    let components: CredentialsComponents
    let memory: SourceMemory

    var name: String { "sso" }

    func credentials() async throws -> Credentials {
        let token = try await token()
        var request = TransportRequest(
            .get, endpoints.portal, path: "/federation/credentials",
            query: [
                QueryItem("role_name", settings.roleName),
                QueryItem("account_id", settings.accountID),
            ])
        request.headers["x-amz-sso_bearer_token"] = token.accessToken.reveal()
        request.timeouts = Self.timeouts
        let reply = try await fetcher("IAM Identity Center").reply(to: request)
        guard reply.isSuccess else { throw refusal(reply) }
        let source = "The reply of IAM Identity Center"
        guard
            let object = try CredentialJSON(reply.body, from: source).object["roleCredentials"]?
                .object
        else {
            throw CredentialsError(.malformedReply, "\(source) has no roleCredentials.")
        }
        return try credentials(CredentialJSON(object, from: source))
    }

    private static let timeouts = TransportTimeouts(
        connect: .seconds(5), idle: .seconds(10), total: .seconds(20))

    private func fetcher(_ service: String) -> ReplyFetcher {
        ReplyFetcher(
            transport: components.transport, time: components.time, random: components.random,
            service: service)
    }

    private func credentials(_ json: CredentialJSON) throws(CredentialsError) -> Credentials {
        guard let milliseconds = json.object["expiration"]?.integer, milliseconds > 0 else {
            throw CredentialsError(.malformedReply, "\(json.source) has no valid expiration.")
        }
        let secret = try json.text("secretAccessKey")
        return Credentials(
            signing: SigningCredentials(
                accessKeyID: try json.text("accessKeyId"), secretAccessKey: Secret(secret),
                sessionToken: Secret(try json.text("sessionToken"))),
            expiration: Instant(milliseconds: milliseconds), accountID: settings.accountID,
            origin: name)
    }

    private func refusal(_ reply: ReplyFetcher.Reply) -> CredentialsError {
        switch reply.status {
        case 401: expired("IAM Identity Center takes the cached login no more")
        case 403, 404:
            CredentialsError(
                .refused,
                "IAM Identity Center gives the role \(settings.roleName) of the account "
                    + "\(settings.accountID) not to this login (status \(reply.status)); see "
                    + "that it is assigned to the user.")
        default:
            CredentialsError(
                reply.isTrouble ? .unavailable : .refused,
                "IAM Identity Center answered with status \(reply.status).")
        }
    }

    private func expired(_ what: String, cause: (any Error)? = nil) -> CredentialsError {
        CredentialsError(
            .loginExpired, "\(what); run `\(settings.loginCommand(profile: profile))`.",
            cause: cause)
    }
}

extension LoginCredentials {
    /// The cached login, renewed where it ends soon and can be.
    private func token() async throws -> LoginToken {
        guard let home else {
            throw CredentialsError(
                .invalidSetting, "HOME is not set, so that the cached login cannot be found.")
        }
        let path = try LoginToken.path(key: settings.cacheKey, home: home)
        let held = try await cached(path)
        let now = components.time.now
        let end = now.advanced(byMicroseconds: Self.renewalMargin)
        guard held.expiration <= end else { return held }
        if settings.sessionName != nil, let renewal = held.renewal,
            renewal.clientExpiration.map({ $0 > now }) ?? true
        {
            do {
                return try await renew(held, renewal, path: path)
            } catch let error as CredentialsError {
                // Another process may have renewed it, and a refresh token may count but once.
                let again = try await cached(path)
                if again.expiration > end { return again }
                guard held.expiration > now else {
                    if error.code == .unavailable { throw error }
                    throw expired("The cached login is over and cannot be renewed", cause: error)
                }
                components.notice?(
                    "The login of profile '\(profile)' is not renewed: \(error.message)")
            }
        }
        guard held.expiration > now else { throw expired("The cached login is over") }
        return held
    }

    private func cached(_ path: String) async throws -> LoginToken {
        guard let bytes = try await components.files.bytes(path, limit: LoginToken.fileBytesMax)
        else { throw expired("There is no cached login \(path)") }
        let stored = try LoginToken(bytes, path: path)
        guard let kept = memory.login(path), kept.expiration > stored.expiration else {
            return stored
        }
        return kept
    }

    /// Calls CreateToken and keeps what it gives, in the file and, should that fail, in memory.
    private func renew(
        _ held: LoginToken, _ renewal: LoginToken.Renewal, path: String
    ) async throws -> LoginToken {
        var body = JSONWriter()
        body.beginObject()
        for (name, value) in [
            ("clientId", renewal.clientID), ("clientSecret", renewal.clientSecret.reveal()),
            ("grantType", "refresh_token"), ("refreshToken", renewal.refreshToken.reveal()),
        ] {
            body.name(name)
            body.string(value)
        }
        body.endObject()
        let request = TransportRequest(
            .post, endpoints.tokens, path: "/token",
            headers: ["content-type": "application/json"], body: .bytes(body.takeBytes()),
            timeouts: Self.timeouts)
        let service = "The token service of IAM Identity Center"
        let reply = try await fetcher(service).reply(to: request)
        guard reply.isSuccess else {
            throw CredentialsError(
                reply.isTrouble ? .unavailable : .refused,
                "\(service) answered with status \(reply.status).")
        }
        let token = try held.renewed(
            by: CredentialJSON(reply.body, from: "The reply of \(service)"),
            at: components.time.now)
        memory.keep(token, for: path)
        do {
            try await components.files.replace(
                path, with: token.bytes, suffix: components.random.uuid())
        } catch let error as CredentialsError {
            components.notice?(
                "The renewed login of profile '\(profile)' stays in memory: \(error.message)")
        }
        return token
    }
}
