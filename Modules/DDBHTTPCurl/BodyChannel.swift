import Synchronization

/// Carries the body of a response from the loop's thread to its reader.
///
/// It holds one piece; what comes meanwhile the loop keeps, until it has enough and reads no more
/// from the connection.
final class BodyChannel: Sendable {
    private let state = Mutex(BodyChannelState())

    /// Takes a piece, or returns false where there is no room yet.
    func offer(_ piece: [UInt8]) -> Bool {
        switch state.withLock({ $0.offer(piece) }) {
        case .taken: return true
        case .refused: return false
        case .handOver(let reader):
            reader.resume(returning: piece)
            return true
        }
    }

    /// Ends the body behind a last piece.
    func finish(_ piece: [UInt8], failure: (any Error)?) {
        guard let (reader, outcome) = state.withLock({ $0.finish(piece, failure) }) else { return }
        reader.resume(with: outcome)
    }

    /// The next piece, or nil at the end.
    ///
    /// - Parameters:
    ///   - didDrain: Called where the loop waits for room.
    ///   - didCancel: Called where the task is cancelled before the body is whole.
    func next(
        didDrain: () -> Void, didCancel: @escaping @Sendable () -> Void
    ) async throws -> [UInt8]? {
        if Task.isCancelled { cancel(didCancel) }
        switch state.withLock({ $0.take() }) {
        case .piece(let piece, let loopWaits):
            if loopWaits { didDrain() }
            return piece
        case .end: return nil
        case .failure(let error): throw error
        case .wait: break
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { reader in
                switch state.withLock({ $0.wait(reader) }) {
                case .piece(let piece, let loopWaits):
                    if loopWaits { didDrain() }
                    reader.resume(returning: piece)
                case .end: reader.resume(returning: nil)
                case .failure(let error): reader.resume(throwing: error)
                case .wait: break
                }
            }
        } onCancel: {
            cancel(didCancel)
        }
    }

    /// Drops the rest for a reader that does not want it; returns whether more was to come.
    func abandon() -> Bool {
        let (reader, wasOpen) = state.withLock { $0.close(nil) }
        reader?.resume(returning: nil)
        return wasOpen
    }

    private func cancel(_ didCancel: @Sendable () -> Void) {
        let (reader, wasOpen) = state.withLock { $0.close(CancellationError()) }
        reader?.resume(throwing: CancellationError())
        if wasOpen { didCancel() }
    }
}
