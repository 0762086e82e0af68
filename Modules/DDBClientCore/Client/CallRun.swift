import DDBBase
import DDBCredentials
import DDBHTTP
import DDBSigV4
import Logging
import Synchronization

/// One call on its way: attempt after attempt until one succeeds or none can help.
struct CallRun {
    let client: ServiceClient
    let call: ServiceCall
    private let invocationID: String
    private(set) var retry: RetryStateMachine

    /// Turns the response of an attempt that succeeded into what the caller gets.
    typealias Finish<Reply> = (_ response: TransportResponse, _ attemptCount: Int) async throws ->
        Reply

    init(client: ServiceClient, call: ServiceCall) {
        self.client = client
        self.call = call
        invocationID = client.components.random.uuid()
        var rules = client.rules
        if let attemptsMax = call.attemptsMax { rules.attemptsMax = attemptsMax }
        retry = RetryStateMachine(rules: rules)
    }

    /// Makes attempts.
    ///
    /// - Throws: ``ClientError``; `CancellationError`.
    mutating func perform<Reply>(_ finish: Finish<Reply>) async throws -> Reply {
        while true {
            try Task.checkCancellation()
            try await waitForTurn()
            let prepared = try await prepare()
            let begin = client.components.time.monotonicNanoseconds
            do {
                let reply = try await send(prepared, finish)
                note(nil, begin)
                retry.succeeded(quota: client.quota)
                return reply
            } catch let failure as AttemptFailure {
                note(failure, begin)
                try await recover(from: failure, of: prepared)
            }
        }
    }

    private func waitForTurn() async throws {
        guard let limiter = client.limiter else { return }
        do {
            try await limiter.acquire()
        } catch let error as CapacityError {
            throw ClientError(
                .overloaded, operation: call.operation, error.message, category: .throttling,
                attempts: retry.attempt, delivery: retry.delivery, cause: error)
        }
    }

    /// Decides about the next attempt and waits for its time.
    private mutating func recover(
        from failure: AttemptFailure, of prepared: PreparedAttempt
    ) async throws {
        let components = client.components
        let category = failure.error.category
        let isCorrected = client.skew.withLock { skew in
            skew.observe(
                category, headers: failure.headers, signedAt: prepared.signedAt,
                now: components.time.now, isHead: call.method == .head)
        }
        let attempt = retry.attempt
        let action = retry.failed(
            RetryStateMachine.Failure(
                category, delivery: failure.error.delivery,
                retryAfter: RetryAfter.parse(failure.headers), clockCorrected: isCorrected),
            quota: client.quota, jitter: components.random.fraction())
        switch action {
        case .giveUp(let surrender):
            var error = failure.error
            error.attempts = attempt
            error.delivery = retry.delivery
            error.surrender = surrender
            throw error
        case .retryWithFreshCredentials(let delay):
            if let used = prepared.credentials { components.credentials.invalidate(used) }
            try await pause(delay, failure, attempt)
        case .retry(let delay):
            try await pause(delay, failure, attempt)
        }
    }

    private func pause(
        _ delay: Duration, _ failure: AttemptFailure, _ attempt: Int
    ) async throws {
        client.components.logger.debug(
            "trying again",
            metadata: [
                "service": "\(client.service)", "operation": "\(call.operation)",
                "attempt": "\(attempt)", "code": "\(failure.error.code)",
                "category": "\(failure.error.category.rawValue)", "delay": "\(delay)",
                "requestID": "\(failure.error.requestID ?? "-")",
            ])
        if delay > .zero { try await client.components.time.sleep(for: delay) }
    }

    /// Counts an attempt, and tells the limiter how it went.
    private func note(_ failure: AttemptFailure?, _ begin: UInt64) {
        let isThrottled = failure?.error.category == .throttling
        client.limiter?.answered(throttled: isThrottled)
        client.metrics.attempted(
            status: failure.map(\.error.status) ?? 200, isThrottled: isThrottled,
            nanoseconds: client.components.time.monotonicNanoseconds &- begin)
    }

    /// Resolves, signs and addresses the next attempt.
    private func prepare() async throws -> PreparedAttempt {
        let credentials = try await credentials()
        let place = try place(accountID: credentials?.accountID)
        let signedAt = client.skew.withLock { $0.corrected(client.components.time.now) }
        let request = AttemptRequest.make(
            call, service: client.service, settings: client.settings, place: place,
            invocationID: invocationID, attempt: retry.attempt, attemptsMax: retry.attemptsMax)
        guard let credentials else {
            return PreparedAttempt(request: request, credentials: nil, signedAt: signedAt)
        }
        do {
            let signed = try AttemptRequest.sign(
                request, call.signing, place: place, credentials: credentials.signing,
                at: signedAt, keys: client.components.signingKeys)
            return PreparedAttempt(request: signed, credentials: credentials, signedAt: signedAt)
        } catch {
            throw ClientError(
                .signingFailed, operation: call.operation, error.message, attempts: retry.attempt,
                delivery: retry.delivery, cause: error)
        }
    }

    private func credentials() async throws -> Credentials? {
        if call.signing == .anonymous { return nil }
        do {
            return try await client.components.credentials.credentials()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let known = error as? CredentialsError
            throw ClientError(
                .noCredentials, operation: call.operation,
                known?.message
                    ?? "The credentials provider '\(client.components.credentials.name)' failed.",
                category: known?.disposition == .retry ? .transient : .none,
                attempts: retry.attempt,
                delivery: retry.delivery, cause: error)
        }
    }

    private func send<Reply>(
        _ prepared: PreparedAttempt, _ finish: Finish<Reply>
    ) async throws -> Reply {
        let response: TransportResponse
        do {
            response = try await client.components.transport.send(prepared.request)
        } catch {
            throw try AttemptFailure(error, call, response: nil)
        }
        guard (200..<300).contains(response.status) else {
            throw try await AttemptFailure(refusal: response, call)
        }
        do {
            return try await finish(response, retry.attempt)
        } catch {
            throw try AttemptFailure(error, call, response: response)
        }
    }
}

/// An attempt that is ready to be sent.
struct PreparedAttempt {
    let request: TransportRequest
    let credentials: Credentials?
    /// The moment in the signature.
    let signedAt: Instant
}
