import DDBBase
import Foundation

/// A connection without a library's manners: it may say nothing, or only a part of something.
final class LoopbackSocket: Sendable {
    private let descriptor: Int32

    /// Connects; nil where nobody listens.
    init?(port: Int) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard outcome == 0 else { return nil }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { _ = Foundation.send(descriptor, $0.baseAddress, $0.count, 0x4000) }
    }

    /// All that comes until the other side closes; on a thread of its own, for the endpoint needs
    /// those of the common pool.
    func received() async -> String {
        await withTaskExecutorPreference(ThreadPool(threadCount: 1)) { receiveAll() }
    }

    private func receiveAll() -> String {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = buffer.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all.append(contentsOf: buffer.prefix(count))
        }
    }
}
