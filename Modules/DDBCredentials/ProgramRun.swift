import CDDBSystem
import DDBBase

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs a program to its end and keeps what it prints; blocks its thread meanwhile.
struct ProgramRun: Sendable {
    enum Outcome: Sendable {
        case exited(Int32, [UInt8])
        case signalled(Int32)
        case timedOut
        case tooMuch
        case notStarted(SystemFailure)
    }

    /// How long a wait is before time and cancellation are looked at again, milliseconds.
    private static let sliceMilliseconds: Int32 = 20

    let words: [String]
    let outputBytesMax: Int
    let timeout: Duration
    let time: any TimeSource

    /// Runs the program: nothing to read, standard error dropped, no other descriptor of this
    /// process, such as a lock's, and its environment.
    ///
    /// - Throws: `CancellationError`, after the program was killed.
    func run() throws -> Outcome {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return .notStarted(SystemFailure(errno)) }
        let (reader, writer) = (ends[0], ends[1])
        defer { close(reader) }
        _ = fcntl(reader, F_SETFD, FD_CLOEXEC)
        _ = fcntl(writer, F_SETFD, FD_CLOEXEC)
        _ = fcntl(reader, F_SETFL, O_NONBLOCK)
        let process: pid_t
        do throws(SystemFailure) {
            defer { close(writer) }
            process = try spawn(output: writer)
        } catch {
            return .notStarted(error)
        }
        var child = ChildProcess(process)
        defer { child.kill() }
        let deadline = time.monotonicNanoseconds &+ nanoseconds(timeout)
        var output: [UInt8] = []
        var status: Int32?
        while true {
            guard drain(reader, into: &output) else { return .tooMuch }
            // The end of the program counts, not that of its output, which a child of its own may
            // hold open; what it printed before is drained once more.
            if let status { return outcome(status, output) }
            try Task.checkCancellation()
            // The time is looked at first: this process may stand still for long, and a program
            // that has ended meanwhile did not take too long.
            let isLate = time.monotonicNanoseconds >= deadline
            status = child.status()
            if status != nil { continue }
            if isLate { return .timedOut }
            waitForBytes(reader)
        }
    }

    /// Takes the bytes that are there; returns false where there are too many.
    private func drain(_ descriptor: Int32, into output: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Self.readSome(descriptor, &chunk)
            if count > 0 {
                output.append(contentsOf: chunk[..<count])
                guard output.count <= outputBytesMax else { return false }
            } else if count == 0 || errno != EINTR {
                return true
            }
        }
    }

    private func waitForBytes(_ descriptor: Int32) {
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&waited, 1, Self.sliceMilliseconds)
        // A closed output is always ready, and the program may go on for long after it.
        guard waited.revents & Int16(POLLIN) == 0, waited.revents != 0 else { return }
        _ = poll(nil, 0, Self.sliceMilliseconds)
    }

    private static func readSome(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int {
        unsafe chunk.withUnsafeMutableBytes { chunk in
            unsafe Self.systemRead(descriptor, chunk.baseAddress, chunk.count)
        }
    }

    private static func systemRead(
        _ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int
    ) -> Int {
        #if canImport(Glibc)
        unsafe Glibc.read(descriptor, start, count)
        #else
        unsafe Darwin.read(descriptor, start, count)
        #endif
    }

    private func outcome(_ status: Int32, _ output: [UInt8]) -> Outcome {
        // The layout that `WIFEXITED` and its like take apart, which Swift does not see.
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF, output) : .signalled(signal)
    }

    private func spawn(output: Int32) throws(SystemFailure) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        // The pipe comes first: in a process without standard input it may have that number.
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        #if canImport(Glibc)
        unsafe ddb_spawn_close_from(&actions, 3)
        #else
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        #endif
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Threads here may block signals and ignore SIGPIPE; a program expects neither.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var pipeSignal = sigset_t()
        unsafe sigemptyset(&pipeSignal)
        unsafe sigaddset(&pipeSignal, SIGPIPE)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &pipeSignal)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var arguments = unsafe words.map { word in unsafe strdup(word) }
        defer { unsafe arguments.forEach { unsafe free($0) } }
        unsafe arguments.append(nil)
        var process = pid_t()
        let failure = unsafe posix_spawnp(
            &process, words[0], &actions, &attributes, arguments, ddb_environment())
        guard failure == 0 else { throw SystemFailure(failure) }
        return process
    }
}

/// A child that is asked for its end, and killed where it has none.
private struct ChildProcess: ~Copyable {
    private let process: pid_t
    private var hasEnded = false

    init(_ process: pid_t) {
        self.process = process
    }

    /// The status as `waitpid` gives it, or nil while the child runs.
    mutating func status() -> Int32? {
        var status: Int32 = 0
        while true {
            let ended = unsafe waitpid(process, &status, WNOHANG)
            if ended == process {
                hasEnded = true
                return status
            }
            if ended == 0 { return nil }
            if errno != EINTR {
                // Somebody else took the status, as a handler of SIGCHLD may; there is none then.
                hasEnded = true
                return 0x7F00
            }
        }
    }

    mutating func kill() {
        guard !hasEnded else { return }
        hasEnded = true
        #if canImport(Glibc)
        _ = Glibc.kill(process, SIGKILL)
        #else
        _ = Darwin.kill(process, SIGKILL)
        #endif
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}

private func nanoseconds(_ duration: Duration) -> UInt64 {
    let parts = duration.components
    return UInt64(clamping: parts.seconds) &* 1_000_000_000
        &+ UInt64(clamping: parts.attoseconds / 1_000_000_000)
}
