public import DDBBase
import Synchronization

/// The time of a local endpoint: real, standing still, or faster than real.
///
/// Everything that the services do by time reads it: TTL, trims, the life of iterators, the time of
/// changes. Signatures are checked against the machine's own clock, for that is what clients sign
/// by.
///
/// ```swift
/// let clock = LocalClock(.frozen(at: start))
/// clock.advance(by: .seconds(3600))
/// ```
public final class LocalClock: TimeSource {
    /// How the time goes.
    public enum Mode: Sendable, Hashable {
        /// As the machine's clock.
        case real
        /// Not at all, until it is moved; from a moment, or from that of the start.
        case frozen(at: Instant?)
        /// So many times as fast as the machine's clock, from a moment or from that of the start.
        case fast(factor: Double, from: Instant?)
    }

    private struct State {
        /// What the clock showed when the machine's monotonic clock showed `since`.
        var base: Instant
        var since: UInt64
        var factor: Double
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var cancelled: Set<Int> = []
    }

    private let machine: any TimeSource
    private let state: Mutex<State>

    /// Starts a clock.
    public init(_ mode: Mode = .real, machine: any TimeSource = SystemTimeSource()) {
        self.machine = machine
        let base: Instant
        let factor: Double
        switch mode {
        case .real: (base, factor) = (machine.now, 1)
        case .frozen(let start): (base, factor) = (start ?? machine.now, 0)
        case .fast(let times, let start): (base, factor) = (start ?? machine.now, max(0, times))
        }
        state = Mutex(State(base: base, since: machine.monotonicNanoseconds, factor: factor))
    }

    /// The moment.
    public var now: Instant {
        let elapsed = machine.monotonicNanoseconds
        return state.withLock { Self.now($0, at: elapsed) }
    }

    /// The nanoseconds since 1970 that the clock shows; it can be moved forward only, so they never
    /// go back.
    public var monotonicNanoseconds: UInt64 {
        UInt64(clamping: now.microseconds).multipliedReportingOverflow(by: 1000).partialValue
    }

    /// How many seconds pass in one of the machine's; 0 where the clock stands still.
    public var factor: Double { state.withLock { $0.factor } }

    /// Moves the clock forward.
    public func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let delta = max(0, seconds) * 1_000_000 + max(0, attoseconds) / 1_000_000_000_000
        change { state, now in state.base = now.advanced(byMicroseconds: delta) }
    }

    /// Moves the clock to a moment, unless that has passed.
    ///
    /// - Returns: Whether it was moved.
    @discardableResult
    public func advance(to moment: Instant) -> Bool {
        var isMoved = false
        change { state, now in
            isMoved = moment >= now
            state.base = max(moment, now)
        }
        return isMoved
    }

    /// Lets the time pass so many times as fast as the machine's; 0 stops it, 1 is real time.
    public func run(factor: Double) {
        change { state, now in
            state.base = now
            state.factor = max(0, factor)
        }
    }

    /// Waits until the clock shows a moment that lies a duration later.
    public func sleep(for duration: Duration) async throws {
        let (seconds, attoseconds) = duration.components
        let delta = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        try await sleep(until: now.advanced(byMicroseconds: delta))
    }

    /// Waits until the clock shows a moment.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    public func sleep(until due: Instant) async throws {
        while true {
            try Task.checkCancellation()
            let rest = due.microseconds - now.microseconds
            guard rest > 0 else { return }
            await wait(machineMicroseconds: rest)
        }
    }

    /// Waits for so much time of the clock, or until somebody moves it.
    private func wait(machineMicroseconds rest: Int64) async {
        let factor = factor
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.waitForChange() }
            if factor > 0 {
                let span = Duration.microseconds(
                    Int64(clamping: Int((Double(rest) / factor).rounded(.up).clamped)))
                // Cancelled sleep ends the wait as well; the loop looks at the task then.
                group.addTask { _ = try? await self.machine.sleep(for: span) }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitForChange() async {
        let identifier = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(identifier) != nil { return true }
                    state.waiters[identifier] = continuation
                    return false
                }
                if isCancelled { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters.removeValue(forKey: identifier)
                if waiter == nil { state.cancelled.insert(identifier) }
                return waiter
            }
            waiter?.resume()
        }
        _ = state.withLock { $0.cancelled.remove(identifier) }
    }

    private func change(_ body: (inout State, Instant) -> Void) {
        let elapsed = machine.monotonicNanoseconds
        let waiters = state.withLock { state in
            let now = Self.now(state, at: elapsed)
            state.base = now
            state.since = elapsed
            body(&state, now)
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    private static func now(_ state: State, at elapsed: UInt64) -> Instant {
        guard state.factor != 0, elapsed > state.since else { return state.base }
        let passed = elapsed - state.since
        guard state.factor != 1 else {
            return state.base.advanced(byMicroseconds: Int64(passed / 1000))
        }
        let scaled = (Double(passed) / 1000 * state.factor).clamped
        return state.base.advanced(byMicroseconds: Int64(scaled))
    }
}

extension Double {
    /// The value, held to what microseconds of a thousand years need.
    fileprivate var clamped: Double { Swift.min(Swift.max(self, 0), 3.2e16) }
}
