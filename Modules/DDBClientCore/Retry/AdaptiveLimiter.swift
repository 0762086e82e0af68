public import DDBBase
import Synchronization

/// Slows a client down while the service throttles it (retry mode `adaptive`); shared by all calls
/// of one client.
///
/// Until the first throttle everything passes. From then on each attempt, first or not, waits for a
/// token, first come, first served; the rate of tokens follows the answers.
public final class AdaptiveLimiter: Sendable {
    private let time: any TimeSource
    private let rate: Mutex<AdaptiveRate>
    private let tokens: CapacityLimiter

    /// Creates a limiter.
    ///
    /// - Parameter waitersMax: The most attempts that wait for a token.
    public init(time: any TimeSource = SystemTimeSource(), waitersMax: Int = 100_000) {
        self.time = time
        rate = Mutex(AdaptiveRate(start: Self.seconds(time)))
        tokens = CapacityLimiter(
            bucket: TokenBucket(unitsPerSecond: 1, burst: 1, level: 0), waitersMax: waitersMax,
            time: time)
    }

    /// Attempts a second that may be sent; nil before the first throttle.
    public var attemptsPerSecond: Double? {
        rate.withLock { $0.isEnabled ? $0.sendRate : nil }
    }

    /// Waits until an attempt may be sent.
    ///
    /// - Throws: `CancellationError`; ``CapacityError`` where too many wait.
    public func acquire() async throws {
        guard rate.withLock({ $0.isEnabled }) else { return }
        _ = try await tokens.acquire(1)
    }

    /// Learns from an answer, or from an attempt that got none.
    ///
    /// - Parameter throttled: Whether it was a throttle (``ErrorCategory/throttling``).
    public func answered(throttled: Bool) {
        rate.withLock { rate in
            rate.answered(throttled: throttled, at: Self.seconds(time))
            // Under the lock, so that no older rate is set after a newer one.
            tokens.setRate(rate.sendRate, burst: rate.burst)
        }
    }

    private static func seconds(_ time: any TimeSource) -> Double {
        Double(time.monotonicNanoseconds) * 1e-9
    }
}
