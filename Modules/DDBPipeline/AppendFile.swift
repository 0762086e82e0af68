import DDBBase
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file of the owner's own to which whole lines are appended.
package final class AppendFile: Sendable {
    /// Whose file it is and what it is, for errors.
    package struct Role: Sendable {
        /// As a sentence begins with it: `The file of dead letters`.
        var title: String
        var component: String
        var code: PipelineError.Code

        /// Names a file's role.
        package init(_ title: String, of component: String, _ code: PipelineError.Code) {
            self.title = title
            self.component = component
            self.code = code
        }

        /// An error that says what the file at a path cannot do, such as `be opened`.
        package func failure(_ path: String, _ what: String, _ number: Int32) -> PipelineError {
            PipelineError(
                code, "\(title) '\(path)' cannot \(what): \(String(cString: strerror(number))).",
                component: component, disposition: .reconfigure, cause: SystemFailure(number))
        }
    }

    private let role: Role
    private let path: String
    private let descriptor: Mutex<Int32>
    /// Whether it is a file on a disk: a device or a pipe is everybody's, and keeps nothing.
    private let isRegular: Bool
    /// Whether a part of a line may be at the end, which nothing may follow.
    private let isTorn = Atomic(false)

    /// Opens a file, which is made where it is absent; others may not read it.
    ///
    /// A device or a pipe, such as `/dev/null` or `/dev/stdout`, is taken as it is.
    package init(path: String, role: Role) throws(PipelineError) {
        self.role = role
        self.path = path
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw role.failure(path, "be opened", errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw role.failure(path, "be opened", code)
        }
        isRegular = status.st_mode & S_IFMT == S_IFREG
        // One that was there before may be open to others.
        guard !isRegular || fchmod(descriptor, 0o600) == 0 else {
            let code = errno
            close(descriptor)
            throw role.failure(path, "be kept from others", code)
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        descriptor.withLock { descriptor in
            // Closing alone would not let go of a lock while a process that is being started has a
            // copy of the descriptor.
            flock(descriptor, LOCK_UN)
            _ = close(descriptor)
        }
    }

    /// Appends lines, all or none; only where the disk does not let go of some of their bytes they
    /// stay at the end, and no more is taken.
    package func append(_ lines: [UInt8]) throws(PipelineError) {
        guard !isTorn.load(ordering: .relaxed) else {
            throw role.failure(path, "be written", EIO)
        }
        let code = descriptor.withLock { descriptor in
            lines.withUnsafeBytes { bytes -> Int32 in
                let start = lseek(descriptor, 0, SEEK_END)
                var done = 0
                while done < bytes.count {
                    let count = write(
                        descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else {
                        let code = count < 0 ? errno : EIO
                        if start < 0 || ftruncate(descriptor, start) != 0 {
                            isTorn.store(true, ordering: .relaxed)
                        }
                        return code
                    }
                    done += count
                }
                return 0
            }
        }
        guard code == 0 else { throw role.failure(path, "be written", code) }
    }

    /// Ends a line that the end of an earlier process, or a full disk, has torn.
    package func endLastLine() throws(PipelineError) {
        let isOpen = descriptor.withLock { descriptor -> Bool in
            let end = lseek(descriptor, 0, SEEK_END)
            var last: UInt8 = UInt8(ascii: "\n")
            return end > 0 && pread(descriptor, &last, 1, end - 1) == 1
                && last != UInt8(ascii: "\n")
        }
        if isOpen { try append([UInt8(ascii: "\n")]) }
    }

    /// Holds the file for one process, until this is dropped or the process ends.
    ///
    /// - Returns: Whether nobody else holds it, and it still is the file of its name.
    package func tryLock() throws(PipelineError) -> Bool {
        let code = descriptor.withLock { descriptor -> Int32 in
            // A process that is being started holds copies of descriptors for a moment.
            for attempt in 1...Self.lockAttemptsMax {
                if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
                guard errno == EINTR || errno == EWOULDBLOCK else { return errno }
                if attempt < Self.lockAttemptsMax { usleep(Self.lockPauseMicroseconds) }
            }
            return EWOULDBLOCK
        }
        if code == EWOULDBLOCK { return false }
        guard code == 0 else { throw role.failure(path, "be locked", code) }
        var held = stat()
        var named = stat()
        return descriptor.withLock { fstat($0, &held) } == 0 && stat(path, &named) == 0
            && held.st_ino == named.st_ino && held.st_dev == named.st_dev
    }

    /// Makes what was appended survive a loss of power, where it is kept at all.
    package func sync() throws(PipelineError) {
        let code = descriptor.withLock { fsync($0) == 0 ? 0 : errno }
        // What is no file on a disk has nothing to sync, and says so.
        if !isRegular, [EINVAL, ENOTSUP, EROFS].contains(code) { return }
        guard code == 0 else { throw role.failure(path, "be made durable", code) }
    }

    /// Makes the name of a file survive a loss of power.
    package static func syncFolder(of path: String, role: Role) throws(PipelineError) {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        let name = folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
        let descriptor = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw role.failure(path, "be made durable", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw role.failure(path, "be made durable", errno) }
    }

    private static let lockAttemptsMax = 20
    private static let lockPauseMicroseconds: UInt32 = 25_000
}
