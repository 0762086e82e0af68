import DDBBase
import DDBTestSupport
import Foundation
import Synchronization

/// Answers that a test puts before those of a service.
final class Mishaps: Sendable {
    private let waiting = Mutex<[LoopbackReply]>([])
    private let lasting = Mutex<LoopbackReply?>(nil)

    func add(_ replies: LoopbackReply...) { waiting.withLock { $0 += replies } }

    /// Answers everything from now on, behind what was added.
    func last(_ reply: LoopbackReply) { lasting.withLock { $0 = reply } }

    func next() -> LoopbackReply? {
        waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() } ?? lasting.withLock(\.self)
    }
}

/// Servers that last as long as a test.
final class Servers: Sendable {
    private let running = Mutex<[LoopbackServer]>([])

    func keep(_ server: LoopbackServer) -> LoopbackServer {
        running.withLock { $0.append(server) }
        return server
    }

    deinit {
        for server in running.withLock(\.self) { server.stop() }
    }
}

/// The metadata service of an instance, as strict as AWS describes it: no answer without a session
/// token of its own that still counts.
final class InstanceService: Sendable {
    private struct State {
        var tokens: Set<String> = []
        var issued = 0
        var expiration = "2099-01-01T00:00:00Z"
        var fetched = 0
    }

    let mishaps = Mishaps()
    private let state = Mutex(State())

    func start() throws -> LoopbackServer {
        try LoopbackServer { [self] request in
            mishaps.next() ?? answer(request)
        }
    }

    func dropTokens() { state.withLock { $0.tokens = [] } }

    func expire(at text: String) { state.withLock { $0.expiration = text } }

    private func answer(_ request: LoopbackRequest) -> LoopbackReply {
        if request.header("x-forwarded-for") != nil { return LoopbackReply(status: 403) }
        if request.path == "/latest/api/token" { return token(request) }
        guard request.method == "GET" else { return LoopbackReply(status: 405) }
        return state.withLock { state in
            guard let token = request.header("x-aws-ec2-metadata-token"),
                state.tokens.contains(token)
            else { return LoopbackReply(status: 401) }
            switch request.path {
            case "/latest/meta-data/iam/security-credentials/":
                return LoopbackReply(text: "my-role")
            case "/latest/meta-data/iam/security-credentials/my-role":
                state.fetched += 1
                return LoopbackReply(
                    text: """
                        {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"ASIA\(state.fetched)",
                        "SecretAccessKey":"s","Token":"t","Expiration":"\(state.expiration)"}
                        """)
            case "/latest/meta-data/placement/region": return LoopbackReply(text: "eu-central-1")
            default: return LoopbackReply(status: 404, text: "<html/>")
            }
        }
    }

    private func token(_ request: LoopbackRequest) -> LoopbackReply {
        guard request.method == "PUT" else { return LoopbackReply(status: 405) }
        guard let text = request.header("x-aws-ec2-metadata-token-ttl-seconds"),
            let seconds = Int(text), (1...21_600).contains(seconds)
        else { return LoopbackReply(status: 400) }
        return state.withLock { state in
            state.issued += 1
            let token = "AQAEA\(state.issued)=="
            state.tokens.insert(token)
            return LoopbackReply(
                headers: [("x-aws-ec2-metadata-token-ttl-seconds", text)], text: token)
        }
    }
}

/// The endpoint that a container is given: it wants the token that the test says.
final class ContainerService: Sendable {
    let mishaps = Mishaps()
    private let token: Mutex<String>

    init(token: String) {
        self.token = Mutex(token)
    }

    func want(_ token: String) { self.token.withLock { $0 = token } }

    func start() throws -> LoopbackServer {
        try LoopbackServer { [self] request in
            if let mishap = mishaps.next() { return mishap }
            guard request.method == "GET", request.path == "/v1/credentials" else {
                return LoopbackReply(status: 404)
            }
            let token = token.withLock(\.self)
            guard request.header("authorization") == token else {
                return LoopbackReply(status: 401, text: #"{"message":"Unauthorized"}"#)
            }
            return LoopbackReply(
                text: """
                    {"AccessKeyId":"ASIA\(token)","SecretAccessKey":"s","Token":"t",
                    "AccountId":"123456789012","Expiration":"2099-01-01T00:00:00Z"}
                    """)
        }
    }
}

/// The portal and the token service of IAM Identity Center; refresh tokens count once.
final class LoginService: Sendable {
    private struct State {
        var accessToken: String
        var refreshToken: String
        var renewals = 0
    }

    let mishaps = Mishaps()
    private let state: Mutex<State>

    init(accessToken: String, refreshToken: String) {
        state = Mutex(State(accessToken: accessToken, refreshToken: refreshToken))
    }

    func start() throws -> LoopbackServer {
        try LoopbackServer { [self] request in
            mishaps.next()
                ?? (request.path == "/token" ? renew(request) : credentials(request))
        }
    }

    private func renew(_ request: LoopbackRequest) -> LoopbackReply {
        guard request.method == "POST",
            let body = try? JSONSerialization.jsonObject(with: Data(request.body))
                as? [String: String],
            body["grantType"] == "refresh_token", body["clientId"] == "client",
            body["clientSecret"] == "secret"
        else { return LoopbackReply(status: 400, text: #"{"error":"invalid_request"}"#) }
        return state.withLock { state in
            guard body["refreshToken"] == state.refreshToken else {
                return LoopbackReply(status: 400, text: #"{"error":"invalid_grant"}"#)
            }
            state.renewals += 1
            state.accessToken = "access\(state.renewals)"
            state.refreshToken = "refresh\(state.renewals)"
            return LoopbackReply(
                text: """
                    {"accessToken":"\(state.accessToken)","tokenType":"Bearer","expiresIn":28800,
                    "refreshToken":"\(state.refreshToken)"}
                    """)
        }
    }

    private func credentials(_ request: LoopbackRequest) -> LoopbackReply {
        guard request.path == "/federation/credentials" else { return LoopbackReply(status: 404) }
        guard request.header("x-amz-sso_bearer_token") == state.withLock(\.accessToken) else {
            return LoopbackReply(
                status: 401, text: #"{"message":"Session token not found or invalid"}"#)
        }
        guard request.parameter("role_name") == "Role", request.parameter("account_id") == "1"
        else {
            return LoopbackReply(status: 403, text: #"{"message":"No access"}"#)
        }
        return LoopbackReply(
            text: #"{"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":"s","#
                + #""sessionToken":"t","expiration":4070908800000}}"#)
    }
}

/// As much of AWS STS as taking a role with a token needs.
final class TokenExchange: Sendable {
    let mishaps = Mishaps()
    private let token: Mutex<String>

    init(token: String) {
        self.token = Mutex(token)
    }

    func want(_ token: String) { self.token.withLock { $0 = token } }

    func start() throws -> LoopbackServer {
        try LoopbackServer { [self] request in
            if let mishap = mishaps.next() { return mishap }
            let token = token.withLock(\.self)
            guard request.text.split(separator: "&").contains("WebIdentityToken=\(token)") else {
                return LoopbackReply(
                    status: 400,
                    text: "<ErrorResponse><Error><Code>ExpiredTokenException</Code><Message>Token "
                        + "expired</Message></Error></ErrorResponse>")
            }
            return LoopbackReply(
                text: "<R><AccessKeyId>ASIA\(token)</AccessKeyId><SecretAccessKey>s"
                    + "</SecretAccessKey><SessionToken>t</SessionToken><Expiration>"
                    + "2099-01-01T00:00:00Z</Expiration></R>")
        }
    }
}
