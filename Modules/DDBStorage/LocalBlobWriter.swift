import DDBBase
import Synchronization

/// Writes a file beside its later name.
final class LocalBlobWriter: BlobWriter {
    /// What is being written; nothing once it is finished or given up.
    private enum State: ~Copyable, Sendable {
        case open(TemporaryFile)
        case closed
    }

    private let state: Mutex<State>
    private let path: String
    private let pool: ThreadPool

    init(file: consuming sending TemporaryFile, path: String, pool: ThreadPool) {
        state = Mutex(.open(file))
        self.path = path
        self.pool = pool
    }

    func append(_ bytes: [UInt8]) async throws {
        try await onPool(pool) {
            try self.state.withLock { state in
                switch state {
                case .open(let file): unsafe try file.write(bytes.span.bytes)
                case .closed: throw self.closed()
                }
            }
        }
    }

    func finish() async throws {
        try await onPool(pool) {
            switch self.take() {
            case .open(let file): _ = try file.publish(.always)
            case .closed: throw self.closed()
            }
        }
    }

    func abandon() async {
        // Dropping the file deletes it; that no thread of the pool does it hurts nobody.
        _ = take()
    }

    private func take() -> State {
        state.withLock { state in
            var taken = State.closed
            swap(&taken, &state)
            return taken
        }
    }

    private func closed() -> StorageError {
        StorageError(.closed, "The writer of '\(path)' is closed; make another.", path: path)
    }
}
