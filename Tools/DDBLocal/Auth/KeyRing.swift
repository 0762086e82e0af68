import DDBBase
import DDBSigV4
import Synchronization

/// The access keys that are known, and those that were handed out since.
final class KeyRing: Sendable {
    /// The most keys that are handed out and remembered; the oldest goes first.
    static let handedOutMax = 10_000

    private struct State {
        var keys: [String: AccessKey] = [:]
        var handedOut: [String] = []
    }

    /// The secret of every key that nobody has told of; nil where such keys are refused.
    private let commonSecret: Secret?
    private let state: Mutex<State>

    init(_ keys: [AccessKey], commonSecret: Secret?) {
        self.commonSecret = commonSecret
        var state = State()
        for key in keys { state.keys[key.id] = key }
        self.state = Mutex(state)
    }

    /// The key of an id; nil where nobody knows it.
    func key(_ id: String) -> AccessKey? {
        if let key = state.withLock({ $0.keys[id] }) { return key }
        return commonSecret.map { AccessKey(id: id, secret: $0) }
    }

    /// Remembers a temporary key that was handed out.
    func add(_ key: AccessKey) {
        state.withLock { state in
            state.keys[key.id] = key
            state.handedOut.append(key.id)
            if state.handedOut.count > Self.handedOutMax {
                state.keys[state.handedOut.removeFirst()] = nil
            }
        }
    }
}
