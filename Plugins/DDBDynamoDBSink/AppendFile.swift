import DDBPipeline
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file of the owner's own to which whole lines are appended.
final class AppendFile: Sendable {
    /// What it is, for messages: `The file of dead letters`.
    private let title: String
    let path: String
    private let descriptor: Mutex<Int32>

    /// Opens a file, which is made where it is absent; others may not read it.
    init(path: String, title: String) throws(PipelineError) {
        self.title = title
        self.path = path
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(title, path, "be opened", errno) }
        // One that was there before may be open to others.
        guard fchmod(descriptor, 0o600) == 0 else {
            let code = errno
            close(descriptor)
            throw Self.failure(title, path, "be kept from others", code)
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        descriptor.withLock { descriptor in
            _ = close(descriptor)
        }
    }

    /// Appends lines, all or, where it throws, perhaps some of their bytes.
    func append(_ lines: [UInt8]) throws(PipelineError) {
        let code = descriptor.withLock { descriptor in
            lines.withUnsafeBytes { bytes -> Int32 in
                var done = 0
                while done < bytes.count {
                    let count = write(
                        descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return count < 0 ? errno : EIO }
                    done += count
                }
                return 0
            }
        }
        guard code == 0 else { throw Self.failure(title, path, "be written", code) }
    }

    /// Holds the file for one process, until this is dropped or the process ends.
    ///
    /// - Returns: Whether nobody else holds it, and it still is the file of its name.
    func tryLock() throws(PipelineError) -> Bool {
        let code = descriptor.withLock { descriptor -> Int32 in
            while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                if errno != EINTR { return errno }
            }
            return 0
        }
        if code == EWOULDBLOCK { return false }
        guard code == 0 else { throw Self.failure(title, path, "be locked", code) }
        var held = stat()
        var named = stat()
        return descriptor.withLock { fstat($0, &held) } == 0 && stat(path, &named) == 0
            && held.st_ino == named.st_ino && held.st_dev == named.st_dev
    }

    /// Makes what was appended survive a loss of power.
    func sync() throws(PipelineError) {
        let code = descriptor.withLock { fsync($0) == 0 ? 0 : errno }
        guard code == 0 else { throw Self.failure(title, path, "be made durable", code) }
    }

    static func failure(
        _ title: String, _ path: String, _ what: String, _ code: Int32
    ) -> PipelineError {
        PipelineError(
            .sinkFailed, "\(title) '\(path)' cannot \(what): \(String(cString: strerror(code))).",
            component: DynamoDBSink.spec.title, disposition: .reconfigure)
    }
}
