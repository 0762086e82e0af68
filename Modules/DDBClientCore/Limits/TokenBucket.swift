/// Collects units at a rate, up to a burst; the level may fall below nothing, as a debt.
///
/// Times are nanoseconds of a clock that never goes back.
package struct TokenBucket: Sendable {
    /// What the level may lack for rounding.
    private static let tolerance = 1e-6
    private static let fractionMin = 0.001
    /// The most units in one number, far beyond any table's.
    package static let unitsMax = 1e12

    /// Units a second; nil for no limit, 0 for none at all.
    package private(set) var unitsPerSecond: Double?
    /// The most units that collect.
    package private(set) var burst: Double
    /// The units that are there; negative for a debt.
    package private(set) var level: Double

    private let rampSeconds: Double
    private let rampFraction: Double
    private var startedAt: UInt64?
    private var filledAt: UInt64 = 0

    /// Creates a bucket that has collected some units; the clock starts with its first use.
    package init(unitsPerSecond: Double?, burst: Double?, level: Double) {
        self.unitsPerSecond = Self.sane(unitsPerSecond)
        self.burst = Self.sane(burst: burst, of: self.unitsPerSecond)
        self.level = level
        rampSeconds = 0
        rampFraction = 1
    }

    /// Creates a bucket that is full, or as full as its slow start lets it be.
    package init(_ settings: CapacitySettings) {
        let rate = Self.sane(settings.unitsPerSecond)
        let ramp = settings.slowStart.map { max(0, $0.inSeconds) } ?? 0
        unitsPerSecond = rate
        burst = Self.sane(burst: settings.burst, of: rate)
        rampSeconds = ramp
        rampFraction = ramp > 0 ? min(max(settings.slowStartFraction, Self.fractionMin), 1) : 1
        level = burst * rampFraction
    }

    /// Collects what has come until now.
    package mutating func fill(at now: UInt64) {
        let started = startedAt ?? now
        if startedAt == nil {
            startedAt = now
            filledAt = now
        }
        guard now > filledAt else { return }
        if let unitsPerSecond {
            let more =
                full(Self.elapsed(from: started, to: now))
                - full(Self.elapsed(from: started, to: filledAt))
            level = min(burst, level + unitsPerSecond * more)
        }
        filledAt = now
    }

    /// Takes units if as many are there; of more than the burst, if the bucket is full.
    package mutating func take(_ units: Double) -> Bool {
        guard unitsPerSecond != nil else { return true }
        guard level + Self.tolerance >= min(units, burst) else { return false }
        level -= units
        return true
    }

    /// Gives units back, or takes more where negative.
    package mutating func give(_ units: Double) {
        guard unitsPerSecond != nil else { return }
        level = min(burst, level + units)
    }

    /// Nanoseconds from the last ``fill(at:)`` until units can be taken; nil for never.
    package func wait(for units: Double) -> UInt64? {
        guard let unitsPerSecond else { return 0 }
        let lacking = min(units, burst) - level
        guard lacking > Self.tolerance else { return 0 }
        guard unitsPerSecond > 0 else { return nil }
        let elapsed = Self.elapsed(from: startedAt ?? filledAt, to: filledAt)
        let end = time(full: full(elapsed) + lacking / unitsPerSecond)
        let nanoseconds = ((end - elapsed) * 1e9).rounded(.up)
        return UInt64(exactly: min(max(nanoseconds, 1), 0x1p62)) ?? 1
    }

    /// Changes the rate from the last ``fill(at:)`` on.
    package mutating func setRate(_ rate: Double?, burst: Double?) {
        unitsPerSecond = Self.sane(rate)
        self.burst = Self.sane(burst: burst, of: unitsPerSecond)
        level = min(level, self.burst)
    }

    /// How long the full rate would take for what the growing one gives in a time from the start.
    private func full(_ elapsed: Double) -> Double {
        guard rampFraction < 1 else { return elapsed }
        let rising = min(elapsed, rampSeconds)
        let risen = rising * (rampFraction + (1 - rampFraction) * rising / (2 * rampSeconds))
        return risen + (elapsed - rising)
    }

    /// The inverse of ``full(_:)``.
    private func time(full amount: Double) -> Double {
        guard rampFraction < 1 else { return amount }
        let whole = full(rampSeconds)
        guard amount < whole else { return rampSeconds + (amount - whole) }
        let slope = (1 - rampFraction) / rampSeconds
        let root = (rampFraction * rampFraction + 2 * slope * amount).squareRoot()
        return (root - rampFraction) / slope
    }

    private static func elapsed(from start: UInt64, to end: UInt64) -> Double {
        Double(end - start) * 1e-9
    }

    /// A rate that can be computed with: what is no number or negative is 0, the infinite no limit.
    private static func sane(_ rate: Double?) -> Double? {
        guard let rate, rate != .infinity else { return nil }
        return rate > 0 ? rate : 0
    }

    private static func sane(burst: Double?, of rate: Double?) -> Double {
        let burst = burst ?? rate ?? 0
        return burst > 0 ? min(burst, unitsMax) : 0
    }
}
