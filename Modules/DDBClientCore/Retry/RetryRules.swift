/// The numbers of the retry behaviour that AWS's SDKs have shared since 2026.
///
/// The wait before retry i (the first is 0) is `jitter · min(base · 2^i, backoffMax)` with a jitter
/// in 0..<1; a service's `x-amz-retry-after` may prolong it by up to ``retryAfterExtraMax``.
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
}
