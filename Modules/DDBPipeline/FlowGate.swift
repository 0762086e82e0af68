import Synchronization

/// Bounds the bytes and rows that all lanes of a pipeline hold together.
///
/// A lane asks for room before it reads, when the size of what comes is not known yet, so the bound
/// may be passed by one batch a lane.
final class FlowGate: Sendable {
    private struct State {
        var byteCount = 0
        var rowCount = 0
        var isOpen = false
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var cancelled: Set<UInt64> = []
    }

    private let byteCountMax: Int
    private let rowCountMax: Int
    private let state = Mutex(State())

    init(byteCountMax: Int, rowCountMax: Int) {
        self.byteCountMax = byteCountMax
        self.rowCountMax = rowCountMax
    }

    /// Whether a lane may read on.
    var hasRoom: Bool { state.withLock { hasRoom($0) } }

    /// Takes what a batch holds.
    func add(byteCount: Int, rowCount: Int) {
        state.withLock {
            $0.byteCount += byteCount
            $0.rowCount += rowCount
        }
    }

    /// Gives back what a batch held.
    func remove(byteCount: Int, rowCount: Int) {
        wake { state in
            state.byteCount -= byteCount
            state.rowCount -= rowCount
            return hasRoom(state)
        }
    }

    /// Lets everybody pass from now on, because the pipeline has failed.
    func open() {
        wake { state in
            state.isOpen = true
            return true
        }
    }

    /// Waits for room.
    ///
    /// - Throws: `CancellationError`.
    func waitForRoom() async throws {
        while !hasRoom {
            try Task.checkCancellation()
            let waiter = state.withLock { state in
                state.nextWaiter += 1
                return state.nextWaiter
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        if state.cancelled.contains(waiter) || hasRoom(state) { return true }
                        state.waiters[waiter] = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                let continuation = state.withLock { state in
                    state.cancelled.insert(waiter)
                    return state.waiters.removeValue(forKey: waiter)
                }
                continuation?.resume()
            }
            _ = state.withLock { $0.cancelled.remove(waiter) }
        }
    }

    private func hasRoom(_ state: borrowing State) -> Bool {
        state.isOpen || (state.byteCount < byteCountMax && state.rowCount < rowCountMax)
    }

    private func wake(_ change: (inout State) -> Bool) {
        let waiters = state.withLock { state in
            guard change(&state) else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters.removeAll() }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }
}
