import DDBBase

/// Says how long to wait before a retry: doubling, bounded, with jitter of a seeded generator, and
/// with a quota over all calls as in the standard retry of AWS's SDKs.
struct RetryPace: Sendable {
    enum Cause: Sendable {
        case throttle
        case failure
    }

    private var jitter: Jitter
    private let retryBase: Int64
    private let throttleBase: Int64
    let longest: Int64
    private let retryCost: Int
    private let throttleCost: Int
    private let capacity: Int
    private var level: Int

    init(_ options: DeliveryOptions, seed: UInt64) {
        jitter = Jitter(seed: seed)
        longest = max(1, options.retryDelayMax.wholeMicroseconds)
        retryBase = min(max(1, options.retryDelay.wholeMicroseconds), longest)
        throttleBase = min(max(1, options.throttleDelay.wholeMicroseconds), longest)
        retryCost = max(0, options.retryCost)
        throttleCost = max(0, options.throttleCost)
        capacity = max(0, options.retryQuota)
        level = capacity
    }

    /// The wait before the nth retry, from 1, and what it took from the quota.
    ///
    /// The standard retry gives up where the quota is used up. Here nothing may be lost, so such a
    /// retry waits about the longest wait instead.
    mutating func delay(
        _ cause: Cause, count: Int32, retryAfter: Duration?
    ) -> (wait: Int64, cost: Int32) {
        let base: Int64
        let cost: Int
        switch cause {
        case .throttle: (base, cost) = (throttleBase, throttleCost)
        case .failure: (base, cost) = (retryBase, retryCost)
        }
        guard level >= cost else { return (longest - jitter.part(of: longest / 2), 0) }
        level -= cost
        var wait = jitter.part(of: Jitter.doubled(base, Int(count) - 1, upTo: longest))
        if let asked = retryAfter?.wholeMicroseconds {
            // As in the standard retry: no less than the own wait, and not much more than it.
            wait = max(wait, min(asked, wait + 5_000_000))
        }
        return (wait, Int32(clamping: cost))
    }

    /// The wait of what a reply had no room for: it takes nothing from the quota.
    mutating func shortDelay() -> Int64 { jitter.part(of: throttleBase) }

    /// The wait of a hot partition: at least half of what doubles with its level, from 1.
    mutating func partitionDelay(level: Int32) -> Int64 {
        let full = Jitter.doubled(throttleBase, Int(level) - 1, upTo: longest)
        return full - jitter.part(of: full / 2)
    }

    /// Gives back what the retries of a call took that succeeded, or a unit where it is the first
    /// attempt of all its writes.
    mutating func succeeded(cost: Int32) {
        level = min(capacity, level + max(1, Int(cost)))
    }
}
