/// Decides after each attempt of one call whether, when and how to try again.
///
/// The machine waits for nothing and sends nothing; the one thing it touches is the client's
/// ``RetryQuota``. AWS's SDKs treat a corrected clock and fresh credentials as retries like others;
/// here the first of each is free: no wait, no quota, and no attempt of
/// ``RetryRules/attemptsMax``, because what made the attempt fail is known and mended. So a call
/// makes at most `attemptsMax + 2` attempts.
public struct RetryStateMachine: Sendable {
    /// What is known about an attempt that failed.
    public struct Failure: Sendable, Hashable {
        /// Which kind of failure.
        public var category: ErrorCategory
        /// Whether the service may have acted on this attempt.
        public var delivery: ClientError.Delivery
        /// What `x-amz-retry-after` asks for; see ``RetryAfter``.
        public var retryAfter: Duration?
        /// Whether the failure made the client correct its clock; see ``ClockSkew``.
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
    private var backoffCount = 0
    private var lastCost = 0
    private var hasCorrectedClock = false
    private var hasRefreshedCredentials = false

    /// Creates the machine of one call, which is at its first attempt.
    public init(rules: RetryRules, isRepeatable: Bool = true) {
        self.rules = rules
        self.isRepeatable = isRepeatable
    }

    /// The most attempts, for `amz-sdk-request`.
    public var attemptsMax: Int { rules.attemptsMax }

    /// Decides after an attempt failed.
    ///
    /// - Parameters:
    ///   - jitter: A fraction in 0..<1.
    public mutating func failed(
        _ failure: Failure, quota: RetryQuota, jitter: Double
    ) -> Action {
        .giveUp(.pointless)
    }

    /// Gives back units of the quota after an attempt succeeded.
    public mutating func succeeded(quota: RetryQuota) {
    }
}
