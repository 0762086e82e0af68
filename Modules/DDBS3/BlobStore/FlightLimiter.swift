import Synchronization

/// Lets work begin while the weights of all that runs stay within a capacity; first come, first
/// served.
package final class FlightLimiter: Sendable {
    private struct Waiter {
        var identifier: Int
        var weight: Int
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var used = 0
        var running = 0
        var nextIdentifier = 0
        var waiters: [Waiter] = []
        var cancelled: Set<Int> = []
    }

    private let capacity: Int
    private let state = Mutex(State())

    package init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    /// Does work when its weight fits; what is heavier than the capacity goes alone.
    ///
    /// - Throws: What the work throws; `CancellationError` where the task is cancelled before it
    ///   begins.
    package func perform<Value>(
        weight: Int, _ work: () async throws -> Value
    ) async throws -> Value {
        try await acquire(weight)
        defer { release(weight) }
        return try await work()
    }

    /// How much runs and waits.
    package var load: (used: Int, waiting: Int) { state.withLock { ($0.used, $0.waiters.count) } }

    private func acquire(_ weight: Int) async throws {
        try Task.checkCancellation()
        let identifier: Int? = state.withLock { state in
            if state.waiters.isEmpty, fits(weight, state) {
                begin(weight, &state)
                return nil
            }
            state.nextIdentifier += 1
            return state.nextIdentifier
        }
        guard let identifier else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                wait(Waiter(identifier: identifier, weight: weight, continuation: continuation))
            }
        } onCancel: {
            let waiter: Waiter? = state.withLock { state in
                guard
                    let index = state.waiters.firstIndex(where: { $0.identifier == identifier })
                else {
                    state.cancelled.insert(identifier)
                    return nil
                }
                return state.waiters.remove(at: index)
            }
            waiter?.continuation.resume(throwing: CancellationError())
            wake()
        }
        // A task that was cancelled just when its turn came left its mark behind.
        _ = state.withLock { $0.cancelled.remove(identifier) }
    }

    private func wait(_ waiter: Waiter) {
        let isCancelled = state.withLock { state in
            if state.cancelled.remove(waiter.identifier) != nil { return true }
            state.waiters.append(waiter)
            return false
        }
        if isCancelled { waiter.continuation.resume(throwing: CancellationError()) }
        wake()
    }

    private func release(_ weight: Int) {
        state.withLock { state in
            state.used -= weight
            state.running -= 1
        }
        wake()
    }

    /// Lets those begin that come first and fit.
    private func wake() {
        let ready: [Waiter] = state.withLock { state in
            var ready: [Waiter] = []
            while let first = state.waiters.first, fits(first.weight, state) {
                begin(first.weight, &state)
                ready.append(state.waiters.removeFirst())
            }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    private func fits(_ weight: Int, _ state: borrowing State) -> Bool {
        state.running == 0 || state.used + weight <= capacity
    }

    private func begin(_ weight: Int, _ state: inout State) {
        state.used += weight
        state.running += 1
    }
}
