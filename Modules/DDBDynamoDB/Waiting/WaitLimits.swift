/// Bounds how long, and how often, a state is asked for.
public struct WaitLimits: Sendable, Hashable {
    /// How long to wait before the second question; each wait is half as long again as the one
    /// before.
    public var firstInterval: Duration
    /// The longest wait between questions.
    public var intervalMax: Duration
    /// The longest wait in all.
    public var total: Duration

    /// Creates limits: 500 ms, 20 s and ten minutes unless told.
    public init(
        firstInterval: Duration = .milliseconds(500), intervalMax: Duration = .seconds(20),
        total: Duration = .seconds(600)
    ) {
        self.firstInterval = max(firstInterval, .milliseconds(1))
        self.intervalMax = max(intervalMax, .milliseconds(1))
        self.total = max(total, .zero)
    }
}
