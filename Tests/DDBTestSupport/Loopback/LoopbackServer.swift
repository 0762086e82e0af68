import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A small HTTP/1.1 server on 127.0.0.1, on a port that was free, for tests.
///
/// ```swift
/// let server = try LoopbackServer { request in
///     request.path == "/slow"
///         ? LoopbackReply(text: "late").delayed(by: .seconds(1)) : LoopbackReply(text: "hello")
/// }
/// // ... send to server.endpointText ...
/// #expect(server.requests.map(\.path) == ["/slow"])
/// server.stop()
/// ```
///
/// Every connection has a thread, so a handler may block, for example until the test lets it go on.
/// At most ``Settings/connectionsMax`` connections are served at once and further ones wait in the
/// system's queue: ten thousand concurrent requests are to be sent over fewer connections. Both
/// ends of a connection are descriptors of the test's process. Stopping, or dropping the server,
/// ends every thread and closes every descriptor.
public final class LoopbackServer: Sendable {
    /// The limits of a server.
    public struct Settings: Sendable {
        /// The most connections, and so threads, at once.
        public var connectionsMax = 1024
        /// The most bytes of a request's head.
        public var headBytesMax = 1 << 20
        /// The most bytes of a request's body.
        public var bodyBytesMax = 256 << 20
        /// The most requests that the log keeps; later ones are only counted.
        public var logCountMax = 100_000
        /// Whether `expect: 100-continue` is answered.
        public var answersExpect = true
        /// How many bytes of a larger body are read before the server reads no more; nil reads all.
        public var stallsAfterBodyBytes: Int?

        /// Creates the settings that tests mostly want.
        public init() {}
    }

    private let core: LoopbackCore

    /// Starts a server.
    ///
    /// - Parameter handler: Answers a request; runs on the thread of its connection.
    /// - Throws: `POSIXError` where the system gives no socket.
    public init(
        _ settings: Settings = Settings(),
        handler: @escaping @Sendable (LoopbackRequest) -> LoopbackReply
    ) throws {
        core = try LoopbackCore(settings, handler)
        core.start()
    }

    deinit { core.stop() }

    /// The port.
    public var port: UInt16 { core.port }

    /// `http://127.0.0.1:PORT`.
    public var endpointText: String { "http://127.0.0.1:\(port)" }

    /// The requests so far, in the order in which they were read to their end.
    public var requests: [LoopbackRequest] { core.state.withLock { $0.log } }

    /// How many requests there were.
    public var requestCount: Int { core.state.withLock { $0.requestCount } }

    /// How many replies were written to their end, whatever their end was to be.
    public var writtenReplyCount: Int { core.state.withLock { $0.writtenReplyCount } }

    /// How many connections were ever accepted.
    public var connectionCount: Int { core.state.withLock { $0.connectionCount } }

    /// How many connections stand now.
    public var openConnectionCount: Int { core.state.withLock { $0.openConnectionCount } }

    /// Closes every connection and returns when every thread has ended; harmless when repeated.
    ///
    /// A handler that blocks holds it up; one must not call it.
    public func stop() { core.stop() }
}

/// What the threads hold, so that they do not keep the server alive.
final class LoopbackCore: Sendable {
    struct State {
        var log: [LoopbackRequest] = []
        var requestCount = 0
        var writtenReplyCount = 0
        var connectionCount = 0
        var openConnectionCount = 0
        var isStopped = false
    }

    let state = Mutex(State())
    let port: UInt16
    private let settings: LoopbackServer.Settings
    private let handler: @Sendable (LoopbackRequest) -> LoopbackReply
    private let listener: Int32
    /// A pipe; a byte that nobody reads ends every wait.
    private let stopSignal: (read: Int32, write: Int32)
    private let threads = DispatchGroup()

    init(
        _ settings: LoopbackServer.Settings,
        _ handler: @escaping @Sendable (LoopbackRequest) -> LoopbackReply
    ) throws {
        self.settings = settings
        self.handler = handler
        (listener, port) = try Self.listen()
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            close(listener)
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EMFILE)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stopSignal = (ends[0], ends[1])
    }

    func start() {
        run { core in core.acceptConnections() }
    }

    func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        var byte: UInt8 = 1
        write(stopSignal.write, &byte, 1)
        threads.wait()
        for descriptor in [listener, stopSignal.read, stopSignal.write] { close(descriptor) }
    }

    private func run(_ work: @escaping @Sendable (LoopbackCore) -> Void) {
        threads.enter()
        let thread = Thread {
            work(self)
            self.threads.leave()
        }
        thread.stackSize = 512 << 10
        thread.start()
    }

    private func acceptConnections() {
        while true {
            let isFull = state.withLock { $0.openConnectionCount >= settings.connectionsMax }
            var watched = [
                pollfd(fd: stopSignal.read, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
            ]
            poll(&watched, isFull ? 1 : 2, isFull ? 5 : -1)
            if watched[0].revents != 0 { return }
            guard watched[1].revents != 0 else { continue }
            let descriptor = accept(listener, nil, nil)
            if descriptor >= 0 {
                serve(descriptor)
            } else if errno == EMFILE || errno == ENFILE {
                // No descriptor is left: the connection waits until one is.
                usleep(5000)
            }
        }
    }

    private func serve(_ descriptor: Int32) {
        let number = state.withLock { state in
            state.connectionCount += 1
            state.openConnectionCount += 1
            return state.connectionCount
        }
        run { core in
            LoopbackConnection(
                socket: LoopbackSocket(
                    descriptor: descriptor, stopSignal: core.stopSignal.read),
                number: number, settings: core.settings, record: core.record,
                didReply: { core.state.withLock { $0.writtenReplyCount += 1 } },
                handler: core.handler
            ).serve()
            core.state.withLock { $0.openConnectionCount -= 1 }
        }
    }

    private func record(_ request: inout LoopbackRequest) {
        state.withLock { state in
            state.requestCount += 1
            request.requestNumber = state.requestCount
            if state.log.count < settings.logCountMax { state.log.append(request) }
        }
    }

    private static func listen() throws -> (Int32, port: UInt16) {
        #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        let listener = socket(AF_INET, kind, 0)
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && systemListen(listener, 4096) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard listener >= 0, isListening else {
            let number = errno
            if listener >= 0 { close(listener) }
            throw POSIXError(POSIXErrorCode(rawValue: number) ?? .EMFILE)
        }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}

/// `listen` of the system, which the method of that name hides.
private func systemListen(_ descriptor: Int32, _ backlog: Int32) -> Int32 {
    listen(descriptor, backlog)
}
