#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One end of a connection, every wait on which ends when the server stops.
final class LoopbackSocket {
    /// Why a wait or a transfer ended early: the peer is gone, or the server stops.
    struct Ended: Error {}

    private let descriptor: Int32
    /// Readable once the server stops.
    private let stopSignal: Int32
    private var received: [UInt8] = []
    private var position = 0
    private var isOpen = true

    init(descriptor: Int32, stopSignal: Int32) {
        self.descriptor = descriptor
        self.stopSignal = stopSignal
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close() }

    /// The next byte, or nil where the peer has ended.
    func byte() throws -> UInt8? {
        if position == received.count, try !fill() { return nil }
        defer { position += 1 }
        return received[position]
    }

    /// Exactly so many bytes.
    func bytes(_ count: Int) throws -> [UInt8] {
        var result: [UInt8] = []
        while result.count < count {
            if position == received.count, try !fill() { throw Ended() }
            let taken = min(count - result.count, received.count - position)
            result += received[position..<position + taken]
            position += taken
        }
        return result
    }

    func write(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(
                    descriptor, $0.baseAddress, $0.count,
                    Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                try wait(for: Int16(POLLOUT), milliseconds: -1)
            } else if errno != EINTR {
                throw Ended()
            }
        }
    }

    /// Waits for time to pass; nil waits for the peer to go.
    func pause(_ duration: Duration?) throws {
        var watchesPeer = position == received.count
        let end = duration.map { ContinuousClock.now + $0 }
        while true {
            var milliseconds: Int32 = -1
            if let end {
                let left = (end - .now) / .milliseconds(1)
                if left <= 0 { return }
                milliseconds = Int32(min(left.rounded(.up), 1_000_000))
            }
            guard try wait(for: watchesPeer ? Int16(POLLIN) : 0, milliseconds: milliseconds) else {
                continue
            }
            var first: UInt8 = 0
            let flags = Int32(MSG_DONTWAIT | MSG_PEEK)
            let count = recv(descriptor, &first, 1, flags)
            if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { throw Ended() }
            // The peer has sent more than this request: that it goes cannot be seen any longer.
            if count > 0 { watchesPeer = false }
        }
    }

    /// Closes; with a reset the peer gets an RST, otherwise what was written and then an end.
    func close(resetting: Bool = false) {
        guard isOpen else { return }
        isOpen = false
        if resetting {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        } else {
            // Unread bytes would turn the end into a reset.
            shutdown(descriptor, Int32(SHUT_WR))
            var scratch = [UInt8](repeating: 0, count: 65536)
            while recv(descriptor, &scratch, scratch.count, Int32(MSG_DONTWAIT)) > 0 {}
        }
        _ = systemClose(descriptor)
    }

    /// Reads what is there; false where the peer has ended.
    private func fill() throws -> Bool {
        var scratch = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &scratch, scratch.count, Int32(MSG_DONTWAIT))
            if count > 0 {
                received = Array(scratch.prefix(count))
                position = 0
                return true
            }
            if count == 0 { return false }
            if errno == EAGAIN || errno == EWOULDBLOCK {
                try wait(for: Int16(POLLIN), milliseconds: -1)
            } else if errno != EINTR {
                throw Ended()
            }
        }
    }

    /// Returns whether the socket is ready, false where time is up.
    @discardableResult
    private func wait(for events: Int16, milliseconds: Int32) throws -> Bool {
        var watched = [
            pollfd(fd: stopSignal, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: events, revents: 0),
        ]
        if events == 0 { watched.removeLast() }
        let count = poll(&watched, nfds_t(watched.count), milliseconds)
        if count < 0 && errno != EINTR { throw Ended() }
        if watched[0].revents != 0 { throw Ended() }
        return count > 0
    }
}

/// `close` of the system, which the method of that name hides.
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
