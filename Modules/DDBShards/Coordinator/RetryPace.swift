/// Says how long to wait after failures: doubling, bounded, with jitter of a seeded generator.
struct RetryPace: Sendable {
    private var state: UInt64
    private let base: Int64
    private let throttleBase: Int64
    private let longest: Int64

    init(_ options: ShardCoordinatorOptions, seed: UInt64) {
        state = seed
        longest = max(1, options.retryDelayMax.wholeMicroseconds)
        base = min(max(1, options.retryDelay.wholeMicroseconds), longest)
        throttleBase = min(max(1, options.throttleDelay.wholeMicroseconds), longest)
    }

    /// The wait after the nth failure in a row, from 1: between a half and all of the full wait.
    mutating func delay(after failure: RequestFailure, count: Int) -> Int64 {
        let first: Int64
        switch failure {
        case .throttled: first = throttleBase
        case .refused: return jittered(longest, by: 0.5)
        case .transient, .expired, .trimmed, .notFound: first = base
        }
        return jittered(Self.doubled(first, count - 1, upTo: longest), by: 0.5)
    }

    /// A duration, less up to a share of itself.
    mutating func jittered(_ duration: Int64, by share: Double) -> Int64 {
        duration - Int64(Double(duration) * share * fraction())
    }

    static func doubled(_ duration: Int64, _ count: Int, upTo limit: Int64) -> Int64 {
        guard count < 40, duration <= limit >> Int64(count) else { return limit }
        return duration << Int64(count)
    }

    /// SplitMix64.
    private mutating func fraction() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        word ^= word >> 31
        return Double(word >> 11) * 0x1p-53
    }
}

extension Duration {
    /// Microseconds, rounded down and clamped.
    var wholeMicroseconds: Int64 {
        let parts = components
        let (product, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return parts.seconds < 0 ? .min : .max }
        let rest = parts.attoseconds / 1_000_000_000_000
        let (sum, tooLarge) = product.addingReportingOverflow(rest)
        return tooLarge ? (rest < 0 ? .min : .max) : sum
    }
}
