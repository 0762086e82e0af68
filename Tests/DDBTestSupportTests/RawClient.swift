import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A connection that writes and reads bytes and knows nothing of HTTP.
final class RawClient {
    /// What a read ended with.
    enum End: Equatable { case closed, reset }

    private let descriptor: Int32

    init(port: UInt16) throws {
        #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        write(descriptor, bytes, bytes.count)
    }

    /// Reads until text has come that ends so.
    func text(until ending: String) -> String {
        var text = ""
        var byte: UInt8 = 0
        while !text.hasSuffix(ending), read(descriptor, &byte, 1) == 1 {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return text
    }

    /// Reads everything to the end.
    func rest() -> (String, End) {
        var bytes: [UInt8] = []
        var scratch = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &scratch, scratch.count)
            if count <= 0 {
                let end: End = count == 0 ? .closed : .reset
                return (String(decoding: bytes, as: UTF8.self), end)
            }
            bytes += scratch.prefix(count)
        }
    }
}
