public import DDBBase

/// Slows a client down while the service throttles it (retry mode `adaptive`); shared by all calls
/// of one client.
public final class AdaptiveLimiter: Sendable {
    private let time: any TimeSource

    /// Creates a limiter that lets everything pass until the first throttle.
    public init(time: any TimeSource = SystemTimeSource()) {
        self.time = time
    }

    /// Waits until an attempt may be sent.
    ///
    /// - Throws: `CancellationError`; ``CapacityError`` where too many wait.
    public func acquire() async throws {
    }

    /// Learns from an answer, or from an attempt that got none.
    public func answered(throttled: Bool) {
    }
}
