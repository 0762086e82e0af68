/// How fast capacity units may be spent.
public struct CapacitySettings: Sendable, Hashable {
    /// Units a second; nil for no limit.
    public var unitsPerSecond: Double?
    /// The most units that collect while nobody spends any; nil for those of one second.
    public var burst: Double?
    /// How long the rate takes to grow to the full one, from ``slowStartFraction`` of it, counted
    /// from the first request; nil for at once.
    public var slowStart: Duration?
    /// The part of the rate that a slow start begins with.
    public var slowStartFraction: Double
    /// The most callers that wait.
    public var waitersMax: Int

    /// Creates settings.
    public init(
        unitsPerSecond: Double?, burst: Double? = nil, slowStart: Duration? = nil,
        slowStartFraction: Double = 0.1, waitersMax: Int = 10_000
    ) {
        self.unitsPerSecond = unitsPerSecond
        self.burst = burst
        self.slowStart = slowStart
        self.slowStartFraction = slowStartFraction
        self.waitersMax = waitersMax
    }
}
