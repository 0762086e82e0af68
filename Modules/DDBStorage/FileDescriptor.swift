#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Owns one open file of the system; every call is repeated when a signal interrupts it.
struct FileDescriptor: ~Copyable, Sendable {
    /// The most bytes asked of the system at once: Linux moves no more than 2 GiB less a page.
    private static let transferByteCountMax = 1 << 30

    private let number: Int32
    private let path: String

    /// Opens a file.
    static func open(
        _ path: String, _ flags: Int32, mode: mode_t = 0o666
    ) throws(StorageError) -> FileDescriptor {
        let creates = flags & O_CREAT != 0
        while true {
            let number = openFile(path, flags | O_CLOEXEC, mode)
            if number >= 0 { return FileDescriptor(number: number, path: path) }
            if errno != EINTR { throw .system(errno, creates ? .create : .open, path) }
        }
    }

    private init(number: Int32, path: String) {
        self.number = number
        self.path = path
    }

    // EINTR leaves a descriptor of Linux closed, so closing is never repeated.
    deinit { _ = close(number) }

    /// What the system says about the file.
    borrowing func status() throws(StorageError) -> stat {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw .system(errno, .inspect, path) }
        return status
    }

    /// Writes all bytes at the end of what was written, however little the system takes at a time.
    borrowing func write(_ bytes: RawSpan) throws(StorageError) {
        var written = 0
        let total = bytes.byteCount
        while written < total {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
                return unsafe writeBytes(
                    number, rest.baseAddress, min(rest.count, Self.transferByteCountMax))
            }
            if count > 0 {
                written += count
            } else if count == 0 {
                throw .system(ENOSPC, .write, path)
            } else if errno != EINTR {
                throw .system(errno, .write, path)
            }
        }
    }

    /// Fills a buffer from an offset.
    ///
    /// - Returns: How many bytes there were: fewer only at the end of the file.
    borrowing func read(
        at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(StorageError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = unsafe pread(
                number, rest.baseAddress, min(rest.count, Self.transferByteCountMax),
                off_t(offset + filled))
            if count > 0 {
                filled += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                throw .system(errno, .read, path)
            }
        }
        return filled
    }

    /// Makes the contents durable.
    ///
    /// A failure is final: Linux forgets which pages failed, so a second try would succeed falsely.
    borrowing func sync() throws(StorageError) {
        while fsync(number) != 0 {
            if errno != EINTR { throw .system(errno, .sync, path) }
        }
    }

    /// Takes the lock on the file that ends with the process, or returns false where it is held.
    borrowing func tryLock() throws(StorageError) -> Bool {
        while flock(number, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw .system(errno, .lock, path) }
        }
        return true
    }

    /// Gives the lock back, whoever else has the open file.
    ///
    /// Closing does that only with the last descriptor, and a process that is being started has a
    /// copy of each for a moment.
    borrowing func unlock() {
        while flock(number, LOCK_UN) != 0, errno == EINTR {}
    }

    /// The first bytes of the file, up to a number of them.
    borrowing func start(of byteCountMax: Int) throws(StorageError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCountMax, alignment: 1)
        defer { unsafe buffer.deallocate() }
        let count = try unsafe read(at: 0, into: buffer)
        return unsafe Array(buffer.prefix(count))
    }

    /// Lets the next write begin at the start of the file.
    borrowing func rewind() throws(StorageError) {
        guard lseek(number, 0, SEEK_SET) == 0 else { throw .system(errno, .write, path) }
    }

    /// Cuts the file to nothing, for a file that is written anew.
    borrowing func truncate() throws(StorageError) {
        while ftruncate(number, 0) != 0 {
            if errno != EINTR { throw .system(errno, .write, path) }
        }
    }
}
