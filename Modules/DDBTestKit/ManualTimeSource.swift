public import DDBBase
import Synchronization

/// Stands still until a test moves it.
///
/// ```swift
/// let time = ManualTimeSource()
/// async let done: Void = waitAMinute(time)
/// await time.sleepers(atLeast: 1)
/// time.advance(by: .seconds(60))
/// try await done
/// ```
public final class ManualTimeSource: TimeSource {
    private struct Sleeper {
        var wakesAtNanoseconds: UInt64
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var elapsedNanoseconds: UInt64 = 0
        var nextIdentifier = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
    }

    private let start: Instant
    private let state = Mutex(State())

    /// Creates a clock that shows a moment; 2026-01-01T00:00:00Z unless told.
    public init(start: Instant = Instant(microseconds: 1_767_225_600_000_000)) {
        self.start = start
    }

    /// The start and what was advanced since.
    public var now: Instant {
        start.advanced(byMicroseconds: Int64(clamping: monotonicNanoseconds / 1000))
    }

    /// What was advanced since the start.
    public var monotonicNanoseconds: UInt64 {
        state.withLock { $0.elapsedNanoseconds }
    }

    /// How many tasks sleep.
    public var sleeperCount: Int {
        state.withLock { $0.sleepers.count }
    }

    /// Moves the clock and wakes those whose time has come, the earliest first.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.elapsedNanoseconds &+= nanoseconds(duration)
            let now = state.elapsedNanoseconds
            let due = state.sleepers.filter { $0.value.wakesAtNanoseconds <= now }
            for identifier in due.keys { state.sleepers[identifier] = nil }
            return due.sorted {
                ($0.value.wakesAtNanoseconds, $0.key) < ($1.value.wakesAtNanoseconds, $1.key)
            }
        }
        for (_, sleeper) in due { sleeper.continuation.resume() }
    }

    /// Waits until a number of tasks sleep, giving way to others meanwhile.
    public func sleepers(atLeast count: Int) async {
        while sleeperCount < count { await Task.yield() }
    }

    /// Sleeps until the clock is moved far enough.
    public func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        if duration <= .zero { return }
        let identifier = state.withLock { state in
            state.nextIdentifier += 1
            return state.nextIdentifier
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(identifier) != nil { return true }
                    state.sleepers[identifier] = Sleeper(
                        wakesAtNanoseconds: state.elapsedNanoseconds &+ nanoseconds(duration),
                        continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: identifier)
                if sleeper == nil { state.cancelled.insert(identifier) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}

private func nanoseconds(_ duration: Duration) -> UInt64 {
    let parts = duration.components
    return UInt64(clamping: parts.seconds) &* 1_000_000_000
        &+ UInt64(clamping: parts.attoseconds / 1_000_000_000)
}
