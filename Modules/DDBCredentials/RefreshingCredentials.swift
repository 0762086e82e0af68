public import DDBBase
import Synchronization

/// Keeps the credentials of a provider, and fetches new ones before the old ones end.
///
/// However many ask at once, one fetch runs. A request that is cancelled leaves it to the others. A
/// failed fetch is told to those who waited for it and not remembered. Credentials of an instance's
/// role are used past their end while they cannot be renewed.
public final class RefreshingCredentials: CredentialsProvider {
    private struct State {
        var machine: RefreshStateMachine
        var waiters: [ObjectIdentifier: CredentialsWaiter] = [:]
    }

    private let provider: any CredentialsProvider
    private let time: any TimeSource
    private let random: any RandomSource
    private let notice: (@Sendable (String) -> Void)?
    private let state: Mutex<State>

    /// What messages call it: the name of the provider.
    public var name: String { provider.name }

    /// Creates a keeper.
    ///
    /// - Parameter notice: Is told, in a sentence, of failures that do no harm yet.
    public init(
        _ provider: any CredentialsProvider, settings: RefreshSettings = RefreshSettings(),
        time: any TimeSource = SystemTimeSource(), random: any RandomSource = SystemRandomSource(),
        notice: (@Sendable (String) -> Void)? = nil
    ) {
        self.provider = provider
        self.time = time
        self.random = random
        self.notice = notice
        state = Mutex(State(machine: RefreshStateMachine(settings)))
    }

    /// Returns held credentials, or those of the fetch that runs or begins.
    ///
    /// - Throws: What the provider throws; ``CredentialsError`` with the code `expired` where it
    ///   gives what is over; `CancellationError`.
    public func credentials() async throws -> Credentials {
        let now = time.now
        let (action, waiter) = state.withLock { state -> (_, CredentialsWaiter?) in
            let action = state.machine.requested(at: now)
            switch action {
            case .use, .useAndFetch: return (action, nil)
            case .fetchAndWait, .wait:
                let waiter = CredentialsWaiter()
                state.waiters[ObjectIdentifier(waiter)] = waiter
                return (action, waiter)
            }
        }
        switch action {
        case .use(let credentials): return credentials
        case .useAndFetch(let credentials):
            startFetch()
            return credentials
        case .fetchAndWait: startFetch()
        case .wait: break
        }
        guard let waiter else { preconditionFailure("who waits has a waiter") }
        return try await withTaskCancellationHandler {
            try await waiter.value()
        } onCancel: {
            state.withLock { _ = $0.waiters.removeValue(forKey: ObjectIdentifier(waiter)) }
            waiter.finish(.failure(CancellationError()))
        }
    }

    /// Forgets credentials that a service called expired or invalid, so that the next request
    /// fetches new ones; does nothing where others are held already.
    public func invalidate(_ used: Credentials) {
        state.withLock { $0.machine.invalidate(used) }
    }

    /// Starts the one fetch.
    private func startFetch() {
        // This task gives their result to those who wait, and nobody cancels it: the
        // fetch is for all of them, and its provider has limits of its own.
        Task { [self] in
            do {
                took(try await provider.credentials())
            } catch {
                failed(error)
            }
        }
    }

    private func took(_ credentials: Credentials) {
        let (now, jitter) = (time.now, random.fraction())
        let (outcome, waiters) = state.withLock { state in
            (
                state.machine.fetched(credentials, at: now, jitter: jitter),
                Self.takeWaiters(&state)
            )
        }
        let error = CredentialsError(
            .expired,
            "\(name) gave credentials that were over already; see that the clocks agree.")
        if case .use(let used) = outcome, used != credentials { notice?(error.message) }
        settle(outcome, waiters, error: error)
    }

    private func failed(_ error: any Error) {
        let (now, jitter) = (time.now, random.fraction())
        let (outcome, waiters) = state.withLock { state in
            (state.machine.failed(at: now, jitter: jitter), Self.takeWaiters(&state))
        }
        switch outcome {
        case .use, .extended: notice?("The credentials of \(name) are not renewed: \(error)")
        case .fail, .failExpired: break
        }
        settle(outcome, waiters, error: error)
    }

    private static func takeWaiters(
        _ state: inout State
    ) -> [CredentialsWaiter] {
        let waiters = state.waiters
        state.waiters = [:]
        return Array(waiters.values)
    }

    private func settle(
        _ outcome: RefreshStateMachine.Outcome,
        _ waiters: [CredentialsWaiter], error: any Error
    ) {
        switch outcome {
        case .use(let credentials):
            for waiter in waiters { waiter.finish(.success(credentials)) }
        case .extended(let credentials, let end):
            notice?("The credentials of \(name) are used past their end, until \(end.iso8601).")
            for waiter in waiters { waiter.finish(.success(credentials)) }
        case .fail, .failExpired:
            for waiter in waiters { waiter.finish(.failure(error)) }
        }
    }
}
