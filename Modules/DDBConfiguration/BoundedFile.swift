#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads a small text file, never more of it than a limit.
struct BoundedFile {
    let path: String
    let byteCountMax: Int

    /// The file's text, or nil where there is no file.
    func text() throws(ConfigurationError) -> String? {
        guard let bytes = try bytes() else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(.unreadable, "\(path) is not UTF-8 text.")
        }
        return text
    }

    private func bytes() throws(ConfigurationError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(errno)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(errno)
            }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= byteCountMax else {
                throw ConfigurationError(
                    .limitExceeded, "\(path) is larger than \(byteCountMax) bytes.")
            }
        }
    }

    private func failure(_ number: Int32) -> ConfigurationError {
        ConfigurationError(
            .unreadable, "\(path) cannot be read: \(String(cString: strerror(number))).")
    }
}
