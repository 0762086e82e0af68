import DDBBase
import Synchronization

/// A clock of its own, on which every wait is over at once and counts as waited.
final class SkippingTime: TimeSource {
    private let start: Instant
    private let elapsed = Mutex<(nanoseconds: UInt64, slept: Duration)>((0, .zero))

    /// - Parameter start: What the clock shows at first; the machine's time unless told.
    init(start: Instant = SystemTimeSource().now) {
        self.start = start
    }

    var now: Instant { start.advanced(byMicroseconds: Int64(monotonicNanoseconds / 1000)) }

    var monotonicNanoseconds: UInt64 { elapsed.withLock { $0.nanoseconds } }

    /// How long all waits were together.
    var slept: Duration { elapsed.withLock { $0.slept } }

    /// Lets time pass that nobody waits for.
    func advance(by duration: Duration) {
        elapsed.withLock { $0.nanoseconds += Self.nanoseconds(duration) }
    }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        elapsed.withLock { elapsed in
            elapsed.nanoseconds += Self.nanoseconds(duration)
            elapsed.slept += duration
        }
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        UInt64(max(duration / .nanoseconds(1), 0).rounded())
    }
}
