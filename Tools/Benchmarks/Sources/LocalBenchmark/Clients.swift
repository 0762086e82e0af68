import Foundation
import Synchronization

/// Threads that send ready requests, each over a connection of its own, and read the replies.
enum Clients {
    /// What a run took.
    struct Outcome: Sendable {
        var wallSeconds = 0.0
        /// What the process took of the processor without the clients.
        var serverSeconds = 0.0
        var replyBytes = 0

        func rates(_ count: Int) -> (wall: Int, core: Int) {
            (Int(Double(count) / wallSeconds), Int(Double(count) / serverSeconds))
        }

        var megabytes: (wall: Int, core: Int) { rates(replyBytes / 1_000_000) }
    }

    private struct Share: Sendable {
        var seconds = 0.0
        var bytes = 0
        var failure: String?
    }

    /// Runs a thread for each list of requests.
    static func run(_ shares: [[[UInt8]]], port: Int) async throws -> Outcome {
        let started = now(CLOCK_MONOTONIC)
        let processor = now(CLOCK_PROCESS_CPUTIME_ID)
        let results = await withTaskGroup(of: Share.self) { group in
            for share in shares {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        Thread.detachNewThread {
                            continuation.resume(returning: send(share, port: port))
                        }
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        if let failure = results.compactMap(\.failure).first {
            throw LocalBenchmark.Failure(failure)
        }
        var outcome = Outcome()
        outcome.wallSeconds = now(CLOCK_MONOTONIC) - started
        outcome.serverSeconds =
            now(CLOCK_PROCESS_CPUTIME_ID) - processor - results.reduce(0) { $0 + $1.seconds }
        outcome.replyBytes = results.reduce(0) { $0 + $1.bytes }
        return outcome
    }

    private static func send(_ requests: [[UInt8]], port: Int) -> Share {
        var share = Share()
        let started = now(CLOCK_THREAD_CPUTIME_ID)
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var on: Int32 = 1
        setsockopt(
            socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout.size(ofValue: on)))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            share.failure = "no connection"
            return share
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 21)
        for request in requests {
            var sent = 0
            while sent < request.count {
                let count = request[sent...].withUnsafeBytes {
                    write(socket, $0.baseAddress, $0.count)
                }
                guard count > 0 else {
                    share.failure = "the connection broke"
                    return share
                }
                sent += count
            }
            guard let bytes = reply(socket, &buffer) else {
                share.failure = "no whole reply of 200"
                return share
            }
            share.bytes += bytes
        }
        share.seconds = now(CLOCK_THREAD_CPUTIME_ID) - started
        return share
    }

    /// Reads one reply and returns its size; nil where it is no success.
    private static func reply(_ socket: Int32, _ buffer: inout [UInt8]) -> Int? {
        var filled = 0
        var total = Int.max
        while filled < total {
            let count = buffer.withUnsafeMutableBytes { bytes in
                read(socket, bytes.baseAddress?.advanced(by: filled), bytes.count - filled)
            }
            guard count > 0 else { return nil }
            filled += count
            if total == .max, let end = headEnd(buffer, filled) {
                let head = String(decoding: buffer[..<end], as: UTF8.self).lowercased()
                guard head.hasPrefix("http/1.1 200"),
                    let field = head.range(of: "content-length: "),
                    let length = Int(head[field.upperBound...].prefix { $0.isNumber })
                else { return nil }
                total = end + length
                if total > buffer.count {
                    buffer.append(contentsOf: repeatElement(0, count: total - buffer.count))
                }
            }
        }
        return total
    }

    private static func headEnd(_ buffer: [UInt8], _ filled: Int) -> Int? {
        guard filled >= 4 else { return nil }
        for index in 0...filled - 4
        where buffer[index] == 13 && buffer[index + 1] == 10 && buffer[index + 2] == 13
            && buffer[index + 3] == 10
        {
            return index + 4
        }
        return nil
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
