import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A listening socket whose first connection is answered before the request is whole, or that
/// accepts nobody.
final class EarlyServer: Sendable {
    let port: UInt16
    private let listener: Int32

    /// - Parameters:
    ///   - answer: What is sent; nil accepts nobody, and lets only `backlog` connections stand.
    ///   - waitsForBody: Whether a head and a byte of a body have to come first, or just anything.
    init(_ answer: [UInt8]?, waitsForBody: Bool = true, backlog: Int32 = 16) throws {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && listen(descriptor, backlog) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRINUSE) }
        listener = descriptor
        port = UInt16(bigEndian: address.sin_port)
        guard let answer else { return }
        Thread {
            let connection = accept(descriptor, nil, nil)
            var bytes = [UInt8](repeating: 0, count: 4096)
            var text = ""
            while waitsForBody, !text.contains("\r\n\r\n") || text.hasSuffix("\r\n\r\n") {
                let count = read(connection, &bytes, bytes.count)
                if count <= 0 { break }
                text += String(decoding: bytes.prefix(count), as: UTF8.self)
            }
            if !waitsForBody { _ = read(connection, &bytes, bytes.count) }
            write(connection, answer, answer.count)
            shutdown(connection, Int32(SHUT_WR))
            while read(connection, &bytes, bytes.count) > 0 {}
            close(connection)
        }.start()
    }

    deinit { close(listener) }
}
