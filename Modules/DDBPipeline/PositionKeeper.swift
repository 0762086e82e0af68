import DDBBase
import Synchronization

/// Saves the positions of a run from time to time, and at its end.
final class PositionKeeper: Sendable {
    /// The time between two saves, on the monotonic clock.
    static let intervalNanoseconds: UInt64 = 1_000_000_000

    private struct State {
        var saved: PositionMap
        var nextSave: UInt64
        var isSaving = false
    }

    private let store: any PositionStore
    private let time: any TimeSource
    private let state: Mutex<State>

    init(_ store: any PositionStore, restored: PositionMap, time: any TimeSource) {
        self.store = store
        self.time = time
        state = Mutex(
            State(
                saved: restored,
                nextSave: time.monotonicNanoseconds &+ Self.intervalNanoseconds))
    }

    /// Saves positions where it is time to, and nobody else does.
    func note(_ positions: @autoclosure () -> PositionMap) async throws {
        let now = time.monotonicNanoseconds
        let isDue = state.withLock { state in
            guard !state.isSaving, now >= state.nextSave else { return false }
            state.isSaving = true
            return true
        }
        guard isDue else { return }
        defer { state.withLock { $0.isSaving = false } }
        try await save(positions())
    }

    /// Saves positions that are the last.
    func finish(_ positions: PositionMap) async throws { try await save(positions) }

    private func save(_ positions: PositionMap) async throws {
        guard state.withLock({ $0.saved != positions }) else { return }
        try await store.save(positions)
        let now = time.monotonicNanoseconds
        state.withLock { state in
            state.saved = positions
            state.nextSave = now &+ Self.intervalNanoseconds
        }
    }
}
