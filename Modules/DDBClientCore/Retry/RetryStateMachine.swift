/// Decides after each attempt of one call whether, when and how to try again.
///
/// The machine waits for nothing and sends nothing; the one thing it touches is the client's
/// ``RetryQuota``. AWS's SDKs treat a corrected clock and fresh credentials as retries like others;
/// here the first of each is free: no wait, no quota, and no attempt of
/// ``RetryRules/attemptsMax``, because what made the attempt fail is known and mended; a second one
/// ends the call. So a call makes at most `attemptsMax + 2` attempts.
///
/// An empty quota ends a call at once. The rules let operations that poll for long wait once more
/// before they end; no service here has one.
public struct RetryStateMachine: Sendable {
    /// What is known about an attempt that failed.
    public struct Failure: Sendable, Hashable {
        /// Which kind of failure.
        public var category: ErrorCategory
        /// Whether the service may have acted on this attempt.
        public var delivery: ClientError.Delivery
        /// What `x-amz-retry-after` asks for; see ``RetryAfter``.
        public var retryAfter: Duration?
        /// Whether signing again may help because the time that was signed is wrong; see
        /// ``ClockSkew/observe(_:headers:signedAt:now:isHead:)``.
        public var clockCorrected: Bool

        /// Creates a failure.
        public init(
            _ category: ErrorCategory, delivery: ClientError.Delivery = .refused,
            retryAfter: Duration? = nil, clockCorrected: Bool = false
        ) {
            self.category = category
            self.delivery = delivery
            self.retryAfter = retryAfter
            self.clockCorrected = clockCorrected
        }
    }

    /// What to do after a failure.
    public enum Action: Sendable, Hashable {
        /// Wait, then send again, signed again.
        case retry(after: Duration)
        /// Tell the provider that its credentials are refused, fetch, wait, then send again.
        case retryWithFreshCredentials(after: Duration)
        /// Report the failure.
        case giveUp(Surrender)
    }

    /// Why there is no further attempt.
    public enum Surrender: String, Sendable, Hashable {
        /// Trying again cannot help.
        case pointless
        /// As many attempts were made as the rules allow.
        case attemptsExhausted
        /// Too many calls of the client fail.
        case quotaExhausted
        /// The body of the request cannot be sent twice.
        case notRepeatable
    }

    /// The number of the attempt that runs, from 1.
    public private(set) var attempt = 1
    /// Whether the service may have acted on the call, over all attempts so far.
    public private(set) var delivery = ClientError.Delivery.notSent

    private let rules: RetryRules
    private let isRepeatable: Bool
    /// How many retries waited, took quota and count against the most attempts.
    private var countedRetries = 0
    /// What the last retry took from the quota.
    private var lastCost = 0
    private var hasCorrectedClock = false
    private var hasRenewedCredentials = false
    private var hasRetriedUnrecognized = false

    /// Creates the machine of one call, which is at its first attempt.
    ///
    /// - Parameter isRepeatable: Whether the body of the request can be sent again.
    public init(rules: RetryRules, isRepeatable: Bool = true) {
        self.rules = rules.clamped
        self.isRepeatable = isRepeatable
    }

    /// The most attempts as far as is known now, for `amz-sdk-request`.
    public var attemptsMax: Int { rules.attemptsMax + attempt - 1 - countedRetries }

    /// Decides after an attempt failed.
    ///
    /// - Parameter jitter: A fraction in 0..<1.
    public mutating func failed(
        _ failure: Failure, quota: RetryQuota, jitter: Double
    ) -> Action {
        delivery = delivery.followed(by: failure.delivery)
        switch failure.category {
        case .none, .clockSkew, .perhapsClockSkew:
            // Without a category as well: a refused HEAD tells nothing but its date.
            guard failure.clockCorrected, !hasCorrectedClock else { return .giveUp(.pointless) }
            guard isRepeatable else { return .giveUp(.notRepeatable) }
            hasCorrectedClock = true
            attempt += 1
            return .retry(after: .zero)
        case .expiredCredentials:
            guard !hasRenewedCredentials else { return .giveUp(.pointless) }
            guard isRepeatable else { return .giveUp(.notRepeatable) }
            hasRenewedCredentials = true
            attempt += 1
            return .retryWithFreshCredentials(after: .zero)
        case .unrecognizedOnce:
            guard !hasRetriedUnrecognized else { return .giveUp(.pointless) }
            // A new key takes seconds to spread, so the wait is that of a throttle.
            return countedRetry(
                failure, cost: quota.costs.retry, base: rules.throttlingBaseDelay, quota, jitter)
        case .throttling:
            return countedRetry(
                failure, cost: quota.costs.throttled, base: rules.throttlingBaseDelay, quota, jitter
            )
        case .transient:
            return countedRetry(
                failure, cost: quota.costs.retry, base: rules.baseDelay, quota, jitter)
        }
    }

    /// Gives units back to the quota after an attempt succeeded.
    public func succeeded(quota: RetryQuota) {
        quota.give(lastCost > 0 ? lastCost : quota.costs.success)
    }

    private mutating func countedRetry(
        _ failure: Failure, cost: Int, base: Duration, _ quota: RetryQuota, _ jitter: Double
    ) -> Action {
        guard isRepeatable else { return .giveUp(.notRepeatable) }
        guard countedRetries + 1 < rules.attemptsMax else { return .giveUp(.attemptsExhausted) }
        guard quota.take(cost) else { return .giveUp(.quotaExhausted) }
        lastCost = cost
        let wait = rules.delay(
            beforeRetry: countedRetries, base: base, jitter: jitter, retryAfter: failure.retryAfter)
        countedRetries += 1
        attempt += 1
        guard failure.category == .unrecognizedOnce else { return .retry(after: wait) }
        hasRetriedUnrecognized = true
        return .retryWithFreshCredentials(after: wait)
    }
}
