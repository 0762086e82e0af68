import DDBBase
import Synchronization

/// Who uses the keys that were handed out.
final class RoleSessions: Sendable {
    /// The session of a role.
    struct Session: Sendable {
        var account: String
        var arn: String
        /// `AROA...:name`.
        var identifier: String
    }

    private struct State {
        var sessions: [String: Session] = [:]
        var order: [String] = []
    }

    private let state = Mutex(State())

    /// The session of a key; nil where the key was not handed out here.
    subscript(accessKeyID: String) -> Session? {
        state.withLock { $0.sessions[accessKeyID] }
    }

    /// Those that are remembered, in the order in which they were handed out.
    var all: [(accessKeyID: String, session: Session)] {
        state.withLock { state in
            state.order.compactMap { id in state.sessions[id].map { (id, $0) } }
        }
    }

    /// Remembers a session, as long as ``KeyRing`` remembers its key.
    func add(_ session: Session, of accessKeyID: String) {
        state.withLock { state in
            state.sessions[accessKeyID] = session
            state.order.append(accessKeyID)
            if state.order.count > KeyRing.handedOutMax {
                state.sessions[state.order.removeFirst()] = nil
            }
        }
    }
}
