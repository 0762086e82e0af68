import DDBBase

/// Says how long to wait after failures: doubling, bounded, with jitter of a seeded generator.
struct RetryPace: Sendable {
    private var jitter: Jitter
    private let base: Int64
    private let throttleBase: Int64
    private let longest: Int64

    init(_ options: ShardCoordinatorOptions, seed: UInt64) {
        jitter = Jitter(seed: seed)
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
        return jittered(Jitter.doubled(first, count - 1, upTo: longest), by: 0.5)
    }

    /// A duration, less up to a share of itself.
    mutating func jittered(_ duration: Int64, by share: Double) -> Int64 {
        duration - Int64(Double(duration) * share * jitter.fraction())
    }
}
