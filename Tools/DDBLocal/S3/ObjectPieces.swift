import Synchronization

/// Gives the pieces of an object one after another.
final class ObjectPieces: Sendable {
    private struct State {
        var slices: [ArraySlice<UInt8>]
        var index = 0
    }

    private let state: Mutex<State>

    init(_ content: ObjectContent, _ range: Range<Int>) {
        state = Mutex(State(slices: content.slices(range)))
    }

    func next() -> [UInt8]? {
        let slice = state.withLock { state -> ArraySlice<UInt8>? in
            guard state.index < state.slices.count else { return nil }
            defer { state.index += 1 }
            return state.slices[state.index]
        }
        return slice.map { Array($0) }
    }
}
