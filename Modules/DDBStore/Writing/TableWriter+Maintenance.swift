import DDBDeltaLog
import Synchronization

/// What compaction and maintenance ask of the writer.
extension TableWriter {
    /// Keeps parts in the table although all their rows may be masked, until ``unpin(_:)``.
    func pin(_ parts: [String]) {
        state.withLock { state in
            for part in parts { state.pins[part, default: 0] += 1 }
        }
    }

    /// Lets parts go that were pinned.
    func unpin(_ parts: [String]) {
        state.withLock { state in
            for part in parts {
                guard let count = state.pins[part] else { continue }
                state.pins[part] = count > 1 ? count - 1 : nil
            }
        }
    }

    /// The table as last committed; nil where there is no table yet.
    ///
    /// A copy that lives while commits go on costs the next of them a copy of the list of files.
    var snapshot: TableSnapshot? { state.withLock { $0.snapshot } }

    /// A file of the table with its rows that are masked.
    func file(_ path: String) -> LiveFile? { state.withLock { $0.files[path] } }

    /// The files of the table with their rows that are masked, by path.
    var files: [String: LiveFile] { state.withLock { $0.files } }

    /// The columns of the table as last committed; nil where there is no table yet.
    var layout: TableLayout? { state.withLock { $0.layout } }

    /// The key index, or nil where the table has none.
    var index: KeyIndex? { state.withLock { $0.index } }

    /// Calls a function after every commit, in the order of the commits; it must return at once.
    func onCommit(_ handler: @escaping @Sendable (CommitNotice) -> Void) {
        state.withLock { $0.handlers.append(handler) }
    }

    /// Forgets removals that are older than a moment, in milliseconds since the epoch.
    func forgetTombstones(before milliseconds: Int64) async throws {
        try await serially {
            self.state.withLock { $0.snapshot?.forgetTombstones(before: milliseconds) }
        }
    }
}
