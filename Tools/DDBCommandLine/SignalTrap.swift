import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Turns the first Ctrl-C or SIGTERM into a cancellation; a second one ends the process at once.
///
/// A handler of our own, and no signal source of Dispatch: that one blocks signals and raises them
/// again, so one that came while the first was answered was lost.
final class SignalTrap: Sendable {
    /// What the handler writes the number of a signal to.
    private static let writing = Atomic<Int32>(-1)

    private let state = Mutex<ExitStatus?>(nil)

    /// The status that a signal asked for.
    var received: ExitStatus? { state.withLock { $0 } }

    /// Runs work in a task that signals cancel; once in a process.
    func run(
        _ work: sending @escaping () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        // Awaited below, cancelled by the first signal.
        let task = Task { try await work() }
        let source = observe { task.cancel() }
        defer { source?.cancel() }
        return try await task.value
    }

    /// Calls back with the first signal; nil where the process may open no pipe.
    private func observe(_ cancel: @escaping @Sendable () -> Void) -> (any DispatchSourceRead)? {
        var ends: [Int32] = [-1, -1]
        guard unsafe Self.open(&ends) else { return nil }
        let source = DispatchSource.makeReadSource(fileDescriptor: ends[0], queue: .global())
        source.setEventHandler { [self, reading = ends[0]] in
            var number: UInt8 = 0
            guard unsafe read(reading, &number, 1) == 1 else { return }
            state.withLock { $0 = Int32(number) == SIGINT ? .interrupted : .terminated }
            cancel()
        }
        source.activate()
        Self.writing.store(ends[1], ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM] { signal(number, Self.handle) }
        return source
    }

    /// Runs between any two instructions, so it does what a handler may and no more.
    ///
    /// Its own signal is held back meanwhile, so the next one finds the system's default.
    private static let handle: @convention(c) (Int32) -> Void = { number in
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = unsafe write(SignalTrap.writing.load(ordering: .relaxed), &byte, 1)
        errno = saved
    }

    /// Opens a pipe that programs which this one starts do not get.
    private static func open(_ ends: UnsafeMutablePointer<Int32>) -> Bool {
        guard unsafe pipe(ends) == 0 else { return false }
        for index in 0..<2 {
            _ = unsafe fcntl(ends[index], F_SETFD, FD_CLOEXEC)
            _ = unsafe fcntl(ends[index], F_SETFL, O_NONBLOCK)
        }
        return true
    }
}
