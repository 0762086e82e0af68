import Synchronization

/// Lets one task sleep until a time or until somebody rings.
public final class WakeUp: Sendable {
    private struct State {
        var isRung = false
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Creates one that nobody has rung.
    public init() {}

    /// Ends the sleep, or the next one where nobody sleeps.
    public func ring() {
        let sleeper = state.withLock { state in
            defer { state.sleeper = nil }
            if state.sleeper == nil { state.isRung = true }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// Sleeps, one task at a time, at most until the task is cancelled.
    ///
    /// - Parameter duration: At most so long; nil for as long as nobody rings.
    public func sleep(for duration: Duration?, by time: any TimeSource) async {
        guard let duration else {
            await sleep()
            return
        }
        // Rung already: the tasks and the timer would be for nothing.
        if takeRing() { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.sleep() }
            group.addTask {
                // It ends early only where the other child was first.
                try? await time.sleep(for: duration)
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func takeRing() -> Bool {
        state.withLock { state in
            defer { state.isRung = false }
            return state.isRung
        }
    }

    private func sleep() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let sleeps = state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return false
                    }
                    state.sleeper = continuation
                    return true
                }
                if !sleeps { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                defer { state.sleeper = nil }
                return state.sleeper
            }
            sleeper?.resume()
        }
    }
}
