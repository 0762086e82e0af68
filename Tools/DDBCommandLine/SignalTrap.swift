import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Turns the first Ctrl-C or SIGTERM into a cancellation; a second one ends the process at once.
final class SignalTrap: Sendable {
    private let state = Mutex<ExitStatus?>(nil)

    /// The status that a signal asked for.
    var received: ExitStatus? { state.withLock { $0 } }

    /// Runs work in a task that signals cancel.
    func run(
        _ work: sending @escaping () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        // Awaited below, cancelled by the handlers.
        let task = Task { try await work() }
        let sources = [
            observe(SIGINT, .interrupted) { task.cancel() },
            observe(SIGTERM, .terminated) { task.cancel() },
        ]
        defer { for source in sources { source.cancel() } }
        return try await task.value
    }

    private func observe(
        _ number: Int32, _ status: ExitStatus, _ cancel: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { [self] in
            let isFirst = state.withLock { state in
                defer { state = state ?? status }
                return state == nil
            }
            guard isFirst else { end(by: number) }
            signal(number, SIG_DFL)
            cancel()
        }
        source.activate()
        return source
    }

    /// Ends the process by a signal.
    ///
    /// The default disposition alone does not see to that: Dispatch puts a handler of its own in
    /// place, and may do so once more after the first signal's event was handled. The next signal
    /// is an event again then.
    private func end(by number: Int32) -> Never {
        signal(number, SIG_DFL)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        // Threads of Dispatch keep signals back.
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(number)
        // The handler was put in place in between.
        _exit(128 + number)
    }
}
