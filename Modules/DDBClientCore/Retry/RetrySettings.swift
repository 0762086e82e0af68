/// What a caller may set about retries; what is nil is as the service's ``RetryRules`` say.
public struct RetrySettings: Sendable, Hashable {
    /// How to try again.
    public var mode: RetryMode
    /// The most attempts of a call, the first included: 1 to ``RetryRules/attemptsLimit``.
    public var attemptsMax: Int?
    /// The longest wait before an attempt, before jitter.
    public var backoffMax: Duration?

    /// Creates settings.
    public init(
        mode: RetryMode = .standard, attemptsMax: Int? = nil, backoffMax: Duration? = nil
    ) {
        self.mode = mode
        self.attemptsMax = attemptsMax
        self.backoffMax = backoffMax
    }

    /// The rules of a service with what is set here put over them.
    public func rules(over defaults: RetryRules) -> RetryRules {
        var rules = defaults
        if let attemptsMax { rules.attemptsMax = attemptsMax }
        if let backoffMax { rules.backoffMax = backoffMax }
        return rules
    }
}
