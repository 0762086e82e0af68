import DDBBase
import DDBHTTP

/// Asks small services that give keys: a few attempts, small replies, nothing of them in messages.
struct ReplyFetcher {
    /// A whole reply.
    struct Reply {
        var status: Int
        var body: [UInt8]

        var isSuccess: Bool { (200..<300).contains(status) }
        var isTrouble: Bool { status >= 500 || status == 429 }
    }

    /// The most bytes of a reply.
    static let replyBytesMax = 256 << 10

    let transport: any Transport
    let time: any TimeSource
    let random: any RandomSource
    /// What messages call the service.
    let service: String
    var attemptsMax = 3
    /// Whether a connection that fails or is too slow is tried again.
    var retriesTransport = true
    var firstDelay = Duration.milliseconds(100)

    /// Sends a request until a reply is no trouble of the server's, or the attempts are used up.
    ///
    /// - Returns: The reply, whatever its status; the last one where all are trouble.
    /// - Throws: ``CredentialsError``: `unavailable` where no whole reply came, `limitExceeded`
    ///   where it was too large; `CancellationError`.
    func reply(to request: TransportRequest) async throws -> Reply {
        var attempt = 1
        while true {
            let reply: Reply
            do {
                reply = try await once(request)
            } catch let error as TransportError {
                let mayRetry = retriesTransport && error.disposition == .retry
                guard mayRetry, attempt < attemptsMax else { throw failure(error) }
                try await pause(after: attempt)
                attempt += 1
                continue
            }
            guard reply.isTrouble, attempt < attemptsMax else { return reply }
            try await pause(after: attempt)
            attempt += 1
        }
    }

    /// Sends a request once.
    private func once(_ request: TransportRequest) async throws -> Reply {
        let response = try await transport.send(request)
        let body = try await response.body.collect(limit: Self.replyBytesMax)
        return Reply(status: response.status, body: body)
    }

    /// Waits, doubling, between half of the delay and all of it.
    func pause(after attempt: Int) async throws {
        let whole = firstDelay * (1 << min(attempt - 1, 6))
        try await time.sleep(for: whole * (0.5 + random.fraction() / 2))
    }

    func failure(_ error: TransportError) -> CredentialsError {
        if error.code == .bodyTooLarge {
            return CredentialsError(
                .limitExceeded,
                "The reply of \(service) has more than \(Self.replyBytesMax) bytes.", cause: error)
        }
        return CredentialsError(
            .unavailable, "\(service) cannot be reached: \(error.message)", cause: error)
    }
}
