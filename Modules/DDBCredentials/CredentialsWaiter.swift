import Synchronization

/// One request that may wait: takes one result, whether that or the wait comes first.
final class CredentialsWaiter: Sendable {
    private enum Status {
        case new
        case waiting(CheckedContinuation<Credentials, any Error>)
        case finished(Result<Credentials, any Error>)
    }

    private let status = Mutex(Status.new)

    /// Returns the result, or throws it.
    func value() async throws -> Credentials {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<Credentials, any Error>? = status.withLock { status in
                if case .finished(let result) = status { return result }
                status = .waiting(continuation)
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }

    /// Gives the result; the first one counts.
    func finish(_ result: Result<Credentials, any Error>) {
        let continuation: CheckedContinuation<Credentials, any Error>? = status.withLock { status in
            switch status {
            case .new:
                status = .finished(result)
                return nil
            case .waiting(let continuation):
                status = .finished(result)
                return continuation
            case .finished: return nil
            }
        }
        continuation?.resume(with: result)
    }
}
