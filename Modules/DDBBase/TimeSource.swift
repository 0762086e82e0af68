#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Tells the time and waits: the only door to a clock.
///
/// Code that needs the time takes one of these, so that a test can hand in a clock that it moves.
public protocol TimeSource: Sendable {
    /// The wall-clock time.
    var now: Instant { get }

    /// Nanoseconds since some fixed moment, never going back.
    var monotonicNanoseconds: UInt64 { get }

    /// Waits for a duration.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    func sleep(for duration: Duration) async throws
}

/// The machine's own clocks.
public struct SystemTimeSource: TimeSource {
    /// Creates the source.
    public init() {}

    /// The time of the realtime clock.
    public var now: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// The time of the monotonic clock.
    public var monotonicNanoseconds: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Waits by the continuous clock.
    public func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }
}
