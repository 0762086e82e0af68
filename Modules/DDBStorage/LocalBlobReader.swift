#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads an open file.
final class LocalBlobReader: BlobReader {
    let byteCount: Int
    private let file: FileDescriptor
    private let path: String

    init(path: String) throws(StorageError) {
        // O_NONBLOCK changes nothing for a file, and keeps a pipe from holding the thread for ever.
        let file = try FileDescriptor.open(path, O_RDONLY | O_NONBLOCK)
        let status = try file.status()
        guard status.isFile else { throw .system(EISDIR, .open, path) }
        byteCount = Int(status.st_size)
        self.file = file
        self.path = path
    }

    func read(offset: Int, count: Int, into buffer: inout [UInt8]) throws {
        try checkRange(offset: offset, count: count, path: path)
        if buffer.capacity < count {
            buffer = [UInt8](repeating: 0, count: count)
        } else if buffer.count > count {
            buffer.removeLast(buffer.count - count)
        } else if buffer.count < count {
            buffer.append(contentsOf: repeatElement(0, count: count - buffer.count))
        }
        let filled = unsafe try buffer.withUnsafeMutableBytes { bytes in
            unsafe try file.read(at: offset, into: bytes)
        }
        guard filled == count else {
            throw StorageError(
                .changed, "'\(path)' became shorter while it was read; read it again.", path: path)
        }
    }
}
