import DDBBase

/// Says whether write capacity is left: a token bucket that may be overdrawn by one call.
///
/// A call is let through while the bucket is not empty, and takes what it is expected to cost;
/// what is overdrawn is waited for afterwards. So over any time no more is used than the rate, the
/// burst and one call.
struct CapacityBudget: Sendable {
    private let ceiling: Double
    private let burst: Double
    private let slowStart: DeliveryOptions.SlowStart?
    private let doubling: Int64
    /// WCU a second; infinite where there is no limit.
    private(set) var rate: Double
    private var tokens: Double
    private var updatedAt: Int64 = 0
    private var isSlow: Bool
    private var doublesAt: Int64 = 0
    /// Whether the rate has held something back since it last doubled.
    private var wasUsedUp = false
    private var hasStarted = false
    /// What a unit of a write costs, as replies report: indexes cost too.
    private var factor = 1.0

    init(_ options: DeliveryOptions) {
        ceiling = max(options.writeCapacity ?? .infinity, 1)
        burst = Double(max(0, options.capacityBurst.wholeMicroseconds)) / 1_000_000
        slowStart = options.slowStart
        doubling = max(1, options.slowStart?.doubling.wholeMicroseconds ?? .max)
        rate = min(max(options.slowStart?.capacity ?? .infinity, 1), ceiling)
        isSlow = options.slowStart != nil && rate < ceiling
        tokens = rate.isFinite ? max(1, rate * burst) : 0
    }

    var isLimited: Bool { rate.isFinite }

    mutating func isOpen(at now: Int64) -> Bool {
        guard rate.isFinite else { return true }
        advance(to: now)
        if tokens > 0 || !rate.isFinite { return true }
        wasUsedUp = true
        return false
    }

    /// When the bucket is no longer empty.
    func opensAt(_ now: Int64) -> Int64 {
        guard rate.isFinite, tokens <= 0 else { return now }
        // A microsecond more than exact, so that rounding never ends before the moment.
        let wait = min(-tokens / rate * 1_000_000, 1e15)
        return now + Int64(wait) + 1
    }

    /// Takes the cost of a call, and says what it took.
    mutating func spend(_ units: Int) -> Double {
        let cost = Double(units) * factor
        if rate.isFinite { tokens -= cost }
        return cost
    }

    /// Takes account of what a call cost in truth.
    ///
    /// - Parameters:
    ///   - spent: What ``spend(_:)`` took.
    ///   - units: The units of the writes that were done.
    ///   - reported: What the reply reports; nil where it does not.
    /// - Returns: The cost.
    mutating func settle(spent: Double, units: Int, reported: Double?) -> Double {
        // A report that is no number of capacity units is none.
        guard let reported, reported >= 0, reported < 1e9 else {
            let cost = Double(units) * factor
            if rate.isFinite { tokens += spent - cost }
            return cost
        }
        if rate.isFinite { tokens += spent - reported }
        if units > 0 {
            factor += (min(max(reported / Double(units), 0.1), 50) - factor) / 8
        }
        return reported
    }

    /// Takes account of a throttle that concerns the whole table.
    mutating func throttled(at now: Int64) {
        guard isSlow, let slowStart else { return }
        advance(to: now)
        rate = min(max(rate / 2, slowStart.capacity, 1), ceiling)
        doublesAt = now.saturatingSum(doubling)
        wasUsedUp = false
    }

    private mutating func advance(to now: Int64) {
        if !hasStarted {
            hasStarted = true
            updatedAt = now
            doublesAt = now.saturatingSum(doubling)
        }
        tokens = min(max(1, rate * burst), tokens + rate * Double(now - updatedAt) / 1_000_000)
        updatedAt = now
        guard isSlow, now >= doublesAt, let slowStart else { return }
        doublesAt = now.saturatingSum(doubling)
        guard wasUsedUp else { return }
        wasUsedUp = false
        rate *= 2
        if rate >= min(slowStart.enough, ceiling) {
            rate = ceiling
            isSlow = false
        }
    }
}

extension Int64 {
    func saturatingSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
