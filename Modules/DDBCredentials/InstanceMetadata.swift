public import DDBBase
public import DDBHTTP
import Synchronization

/// Asks the metadata service of an EC2 instance, by its second version alone (IMDSv2).
///
/// A session token is fetched first and goes into every other request. It is kept, renewed before
/// its end, and fetched anew when the service no longer takes it. There is no falling back to the
/// first version, which answers anybody who can make the machine send a request.
public final class InstanceMetadata: Sendable {
    private struct Token {
        var text: Secret
        var endsNanoseconds: UInt64
    }

    private let settings: InstanceMetadataSettings
    private let time: any TimeSource
    private let fetcher: ReplyFetcher
    private let token = Mutex<Token?>(nil)

    /// Creates a client.
    public init(
        _ settings: InstanceMetadataSettings, transport: any Transport, time: any TimeSource,
        random: any RandomSource
    ) {
        self.settings = settings
        self.time = time
        // A service that is there answers at once; one that does not is not worth waiting for.
        fetcher = ReplyFetcher(
            transport: transport, time: time, random: random,
            service: "The instance metadata service \(settings.endpoint)",
            attemptsMax: settings.attemptsMax, retriesTransport: false)
    }

    /// Whether `AWS_EC2_METADATA_DISABLED` is `true`.
    public static func isDisabled(_ environment: ProcessEnvironment) -> Bool {
        environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
    }

    /// The region of the instance.
    ///
    /// - Throws: ``CredentialsError``: what ``text(_:)`` throws; `malformedReply`.
    public func region() async throws -> String {
        let region = try await text("/latest/meta-data/placement/region").trimmed
        guard !region.isEmpty, region.utf8.count <= 64,
            region.utf8.allSatisfy({
                SharedFileLine.isPropertyName(String(UnicodeScalar($0)))
            })
        else {
            throw CredentialsError(
                .malformedReply, "\(fetcher.service) gave a region that is no name.")
        }
        return region
    }

    /// The text at a path such as `/latest/meta-data/instance-id`.
    ///
    /// - Throws: ``CredentialsError``: `absent` where there is nothing at the path or the service
    ///   is turned off, `unavailable` where it cannot be reached or is in trouble, `refused`,
    ///   `limitExceeded`, `malformedReply`. `CancellationError`.
    public func text(_ path: String) async throws -> String {
        let bytes = try await bytes(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CredentialsError(
                .malformedReply, "What \(fetcher.service) has at \(path) is no UTF-8 text.")
        }
        return text
    }

    func bytes(_ path: String) async throws -> [UInt8] {
        guard let bytes = try await bytesIfPresent(path) else { throw failure(404, "GET \(path)") }
        return bytes
    }

    /// The bytes at a path, or nil where there is nothing.
    func bytesIfPresent(_ path: String) async throws -> [UInt8]? {
        var renewals = 0
        while true {
            let token = try await currentToken()
            let reply = try await fetcher.reply(
                to: request(.get, path, "x-aws-ec2-metadata-token", token.reveal()))
            if reply.isSuccess { return reply.body }
            if reply.status == 404 { return nil }
            guard reply.status == 401, renewals < settings.attemptsMax - 1 else {
                throw failure(reply.status, "GET \(path)")
            }
            renewals += 1
            self.token.withLock { held in
                if held?.text == token { held = nil }
            }
        }
    }

    private func currentToken() async throws -> Secret {
        let now = time.monotonicNanoseconds
        if let held = token.withLock({ $0 }), now < held.endsNanoseconds { return held.text }
        let seconds = String(settings.tokenSeconds)
        let reply = try await fetcher.reply(
            to: request(
                .put, "/latest/api/token", "x-aws-ec2-metadata-token-ttl-seconds", seconds))
        guard reply.isSuccess else { throw tokenFailure(reply.status) }
        let text = String(decoding: reply.body, as: UTF8.self)
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CredentialsError(
                .malformedReply, "\(fetcher.service) gave a session token that is no header.")
        }
        let lifetime = Duration.seconds(settings.tokenSeconds) - settings.tokenMargin
        let nanoseconds = max(0, lifetime.components.seconds) * 1_000_000_000
        let made = Token(text: Secret(text), endsNanoseconds: now &+ UInt64(nanoseconds))
        token.withLock { $0 = made }
        return made.text
    }

    private func request(
        _ method: RequestMethod, _ path: String, _ header: String, _ value: String
    ) -> TransportRequest {
        TransportRequest(
            method, settings.endpoint, path: path, headers: [header: value],
            timeouts: TransportTimeouts(
                connect: settings.connectTimeout, idle: settings.replyTimeout,
                total: settings.connectTimeout + settings.replyTimeout))
    }

    private func tokenFailure(_ status: Int) -> CredentialsError {
        switch status {
        case 403:
            CredentialsError(
                .absent,
                "\(fetcher.service) is turned off for this instance (status 403 to PUT "
                    + "/latest/api/token); turn HttpEndpoint on in its metadata options.")
        case 404, 405:
            CredentialsError(
                .refused,
                "\(fetcher.service) knows no session tokens (status \(status)); version 2 is "
                    + "needed, and version 1 is never used.")
        default: failure(status, "PUT /latest/api/token")
        }
    }

    private func failure(_ status: Int, _ what: String) -> CredentialsError {
        let code: CredentialsError.Code =
            status == 404 ? .absent : status >= 500 || status == 429 ? .unavailable : .refused
        return CredentialsError(
            code, "\(fetcher.service) answered \(what) with status \(status).")
    }
}
