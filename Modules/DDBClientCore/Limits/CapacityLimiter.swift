public import DDBBase
import Synchronization

/// Shares a rate of capacity units (RCU or WCU) among callers, first come, first served.
///
/// ```swift
/// let limiter = CapacityLimiter(CapacitySettings(unitsPerSecond: 500))
/// let grant = try await limiter.acquire(128)      // what the page is expected to cost
/// let reply = try await client.scan(request)      // asks for ConsumedCapacity
/// limiter.settle(grant, actual: reply.consumedCapacity)
/// ```
///
/// What a request costs is known only afterwards, so callers take an estimate and settle. Too low
/// an estimate becomes a debt that the next callers wait for, so that the rate holds over time.
public final class CapacityLimiter: Sendable {
    private struct Timer {
        var task: Task<Void, Never>
        var wakesAt: UInt64
        var generation: UInt64
    }

    private struct State {
        var machine: CapacityStateMachine
        var nextNumber: UInt64 = 0
        var continuations: [UInt64: CheckedContinuation<Void, any Error>] = [:]
        /// Who was cancelled before it stood in the line.
        var cancelled: Set<UInt64> = []
        var timer: Timer?
    }

    /// What is done once the lock is given back.
    private struct Effects {
        var served: [CheckedContinuation<Void, any Error>] = []
        var stopped: Task<Void, Never>?

        func perform() {
            stopped?.cancel()
            for continuation in served { continuation.resume() }
        }
    }

    /// The longest sleep; whoever waits longer is looked at in between.
    private static let napMax: UInt64 = 3_600_000_000_000

    private let time: any TimeSource
    private let state: Mutex<State>

    /// Creates a limiter.
    public convenience init(
        _ settings: CapacitySettings, time: any TimeSource = SystemTimeSource()
    ) {
        self.init(
            bucket: TokenBucket(settings), waitersMax: max(0, settings.waitersMax), time: time)
    }

    init(bucket: TokenBucket, waitersMax: Int, time: any TimeSource) {
        self.time = time
        state = Mutex(
            State(machine: CapacityStateMachine(bucket: bucket, waitersMax: waitersMax)))
    }

    /// How many callers wait.
    public var waiterCount: Int { state.withLock { $0.machine.waiterCount } }

    /// The units that may be spent at once; negative for a debt.
    public var available: Double {
        state.withLock { state in
            state.machine.give(0, at: time.monotonicNanoseconds)
            return state.machine.bucket.level
        }
    }

    /// Waits until units may be spent, and takes them.
    ///
    /// Who asks for more than the burst waits until the burst is there and leaves a debt. A caller
    /// that is cancelled while it waits takes nothing.
    ///
    /// - Parameter units: 0 to 1e12.
    /// - Throws: ``CapacityError`` where too many wait or the units are none; `CancellationError`.
    public func acquire(_ units: Double) async throws -> CapacityGrant {
        guard Self.isUnits(units) else {
            throw CapacityError(.invalidUnits, "Capacity units are numbers from 0 to 1e12.")
        }
        try Task.checkCancellation()
        let number: UInt64? = state.withLock { state in
            if state.machine.pass(units, at: time.monotonicNanoseconds) { return nil }
            state.nextNumber += 1
            return state.nextNumber
        }
        guard let number else { return CapacityGrant(units: units) }
        defer { _ = state.withLock { $0.cancelled.remove(number) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(number, units, continuation)
            }
        } onCancel: {
            cancel(number)
        }
        return CapacityGrant(units: units)
    }

    /// Corrects a grant by what the service says was consumed, 0 where nothing was.
    ///
    /// Each grant is settled once at most. Units that are no number, negative or beyond 1e12 change
    /// nothing.
    public func settle(_ grant: CapacityGrant, actual: Double) {
        guard Self.isUnits(actual) else { return }
        change { $0.give(grant.units - actual, at: $1) }
    }

    /// Changes the rate for everyone who waits and comes.
    ///
    /// - Parameters:
    ///   - unitsPerSecond: The new rate; nil for no limit; 0, or what is no rate, lets nobody pass
    ///     until it is changed again.
    ///   - burst: The most units that collect; nil for those of one second.
    public func setRate(_ unitsPerSecond: Double?, burst: Double? = nil) {
        change { $0.setRate(unitsPerSecond, burst: burst, at: $1) }
    }

    private static func isUnits(_ units: Double) -> Bool {
        units >= 0 && units <= TokenBucket.unitsMax
    }

    private func enter(
        _ number: UInt64, _ units: Double, _ continuation: CheckedContinuation<Void, any Error>
    ) {
        let (result, effects): (Result<Void, any Error>?, Effects) = state.withLock { state in
            if state.cancelled.contains(number) {
                return (.failure(CancellationError()), Effects())
            }
            switch state.machine.ask(units, as: number, at: time.monotonicNanoseconds) {
            case .granted: return (.success(()), Effects())
            case .refused:
                let error = CapacityError(
                    .tooManyWaiters,
                    "\(state.machine.waiterCount) callers wait for capacity units already; "
                        + "send less at once or raise the limit.")
                return (.failure(error), Effects())
            case .queued:
                state.continuations[number] = continuation
                return (nil, settleTimer(&state))
            }
        }
        effects.perform()
        if let result { continuation.resume(with: result) }
    }

    private func cancel(_ number: UInt64) {
        let (continuation, effects) = state.withLock { state in
            guard state.machine.leave(number) else {
                state.cancelled.insert(number)
                return (nil as CheckedContinuation<Void, any Error>?, Effects())
            }
            // Whoever was first may have kept a smaller request waiting.
            return (state.continuations.removeValue(forKey: number), serve(&state))
        }
        effects.perform()
        continuation?.resume(throwing: CancellationError())
    }

    private func change(_ change: (inout CapacityStateMachine, UInt64) -> Void) {
        let effects = state.withLock { state in
            change(&state.machine, time.monotonicNanoseconds)
            return serve(&state)
        }
        effects.perform()
    }

    private func rang(_ generation: UInt64) {
        let effects = state.withLock { state in
            guard state.timer?.generation == generation else { return Effects() }
            state.timer = nil
            return serve(&state)
        }
        effects.perform()
    }

    private func serve(_ state: inout State) -> Effects {
        let served = state.machine.serve(at: time.monotonicNanoseconds)
        var effects = settleTimer(&state)
        effects.served = served.compactMap { state.continuations.removeValue(forKey: $0) }
        return effects
    }

    /// Sees to it that the timer rings when the first in the line can be served.
    private func settleTimer(_ state: inout State) -> Effects {
        let now = time.monotonicNanoseconds
        guard let wait = state.machine.wait(at: now) else {
            defer { state.timer = nil }
            return Effects(stopped: state.timer?.task)
        }
        let nap = min(wait, Self.napMax)
        // A timer that rings too early is set again then; one that rings late is replaced.
        if let timer = state.timer, timer.wakesAt <= now + nap { return Effects() }
        let stopped = state.timer?.task
        state.nextNumber += 1
        let generation = state.nextNumber
        // Nobody awaits it: it rings, or is cancelled when the line is empty or it must ring
        // earlier. It holds the limiter only as long as somebody waits in the line.
        let task = Task {
            do {
                try await time.sleep(for: .nanoseconds(Int64(nap)))
            } catch {
                return
            }
            rang(generation)
        }
        state.timer = Timer(task: task, wakesAt: now + nap, generation: generation)
        return Effects(stopped: stopped)
    }
}
