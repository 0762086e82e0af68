/// The numbers of the retry behaviour that AWS's SDKs have shared since 2026.
///
/// The wait before retry i (the first is 0) is `jitter · min(base · 2^i, backoffMax)` with a jitter
/// in 0..<1; a service's `x-amz-retry-after` may prolong it by up to ``retryAfterExtraMax``.
/// Numbers beyond any sense count as the nearest that has some: 1 to ``attemptsLimit`` attempts,
/// waits of nothing to a day.
///
/// See <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>.
public struct RetryRules: Sendable, Hashable {
    /// The most attempts of a call, the first included.
    public var attemptsMax: Int
    /// What the wait after the first failure is at most.
    public var baseDelay: Duration
    /// The same after a throttle.
    public var throttlingBaseDelay: Duration
    /// The longest wait, before jitter.
    public var backoffMax: Duration
    /// How much longer than the backoff a service may ask to wait.
    public var retryAfterExtraMax: Duration

    /// Creates rules.
    public init(
        attemptsMax: Int = 3, baseDelay: Duration = .milliseconds(50),
        throttlingBaseDelay: Duration = .seconds(1), backoffMax: Duration = .seconds(20),
        retryAfterExtraMax: Duration = .seconds(5)
    ) {
        self.attemptsMax = attemptsMax
        self.baseDelay = baseDelay
        self.throttlingBaseDelay = throttlingBaseDelay
        self.backoffMax = backoffMax
        self.retryAfterExtraMax = retryAfterExtraMax
    }

    /// The rules of most services: 3 attempts, 50 ms.
    public static let standard = RetryRules()
    /// The rules of DynamoDB and DynamoDB Streams: 4 attempts, 25 ms.
    public static let dynamoDB = RetryRules(attemptsMax: 4, baseDelay: .milliseconds(25))

    /// The most attempts that any rules allow.
    public static let attemptsLimit = 1000
    /// The longest of all waits.
    static let waitLimit = Duration.seconds(86_400)

    /// The rules with numbers that can be computed with: 1 to ``attemptsLimit`` attempts, waits of
    /// nothing to a day.
    var clamped: RetryRules {
        func clamp(_ wait: Duration) -> Duration { min(max(wait, .zero), Self.waitLimit) }
        return RetryRules(
            attemptsMax: min(max(attemptsMax, 1), Self.attemptsLimit), baseDelay: clamp(baseDelay),
            throttlingBaseDelay: clamp(throttlingBaseDelay), backoffMax: clamp(backoffMax),
            retryAfterExtraMax: clamp(retryAfterExtraMax))
    }

    /// The wait before a retry, by rules that are clamped.
    ///
    /// - Parameters:
    ///   - index: The number of the retry, from 0.
    ///   - jitter: A fraction in 0..<1; others are clamped.
    ///   - retryAfter: What the service asks for.
    func delay(
        beforeRetry index: Int, base: Duration, jitter: Double, retryAfter: Duration?
    ) -> Duration {
        let growth = Double(sign: .plus, exponent: min(index, Self.attemptsLimit), significand: 1)
        let ceiling = min(base.inSeconds * growth, backoffMax.inSeconds)
        let wait = ceiling * (jitter >= 0 ? min(jitter, 1) : 0)
        let backoff = Duration.nanoseconds(Int64((wait * 1e9).rounded()))
        guard let retryAfter else { return backoff }
        return min(max(retryAfter, backoff), backoff + retryAfterExtraMax)
    }
}
