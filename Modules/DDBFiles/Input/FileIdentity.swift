#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Tells a file from others, whatever paths and links lead to it.
public struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let number: UInt64
    /// Whether it is a regular file, which can be read again.
    public let isRegular: Bool

    /// Looks at what a path leads to; nil where that is nothing.
    public init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }
}
