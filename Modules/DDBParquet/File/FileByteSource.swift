#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file of the local file system, read by `pread`.
public final class FileByteSource: ByteSource {
    private let descriptor: Int32
    /// How large the file was when it was opened.
    public let byteCount: Int

    /// Opens a file.
    ///
    /// - Throws: `source` where the file cannot be opened.
    public init(path: String) throws(ParquetError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ParquetError(.source, "Cannot open \(path) (errno \(errno)); check the path.")
        }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else {
            let number = errno
            close(descriptor)
            throw ParquetError(.source, "\(path) is no regular file (errno \(number)).")
        }
        self.descriptor = descriptor
        byteCount = Int(end)
    }

    deinit { close(descriptor) }

    /// Reads bytes.
    ///
    /// - Throws: `source` where the file has become shorter or cannot be read.
    public func read(offset: Int, count: Int) throws(ParquetError) -> [UInt8] {
        var number: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = unsafe pread(
                    descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled,
                    off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    number = got < 0 ? errno : 0
                    return
                }
                filled += got
            }
        }
        guard bytes.count == count else {
            throw ParquetError(
                .source, "Cannot read \(count) bytes of the file (errno \(number)).")
        }
        return bytes
    }
}
