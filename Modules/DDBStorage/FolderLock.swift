#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Holds a folder for one writer, until it is released or dropped, or the process ends.
///
/// The lock is the system's (`flock`) on a file that is never deleted. It holds between processes
/// and between two locks of one process; a process that is killed loses it at once.
public final class FolderLock: Sendable {
    /// The path of the locked file inside the store.
    public let path: String

    private let file: FileDescriptor

    init(file: consuming FileDescriptor, path: String) {
        self.file = file
        self.path = path
    }

    deinit { file.unlock() }

    /// Gives the folder back, whoever else still has the value.
    public func release() { file.unlock() }
}

extension LocalBlobStore {
    /// Takes the lock that a file stands for, making the file where it is absent.
    ///
    /// - Throws: ``StorageError/Code/locked`` where somebody holds it; the message names the
    ///   process.
    public func lock(_ path: String) async throws -> FolderLock {
        let name = try absolute(path)
        return try await onPool(pool) {
            try self.prepareFolder(of: path)
            let file = try FileDescriptor.open(name, O_RDWR | O_CREAT | O_NOFOLLOW)
            try Self.take(file, name)
            try file.truncate()
            let holder = Array("\(getpid())\n".utf8)
            unsafe try file.write(holder.span.bytes)
            return FolderLock(file: file, path: path)
        }
    }

    /// Takes the lock, with a moment for this process to let go of one that nobody needs any more.
    private static func take(
        _ file: borrowing FileDescriptor, _ name: String
    ) throws(StorageError) {
        for attempt in 1...attemptsMax {
            if try file.tryLock() { return }
            let (error, isOwn) = held(name)
            guard isOwn, attempt < attemptsMax else { throw error }
            usleep(pauseMicroseconds)
        }
    }

    private static let attemptsMax = 20
    private static let pauseMicroseconds: UInt32 = 25_000

    private static func held(_ name: String) -> (error: StorageError, isOwn: Bool) {
        var holder = "another process"
        // Who holds it only helps the reader of the message, so failing to learn it is no failure.
        if let reader = try? LocalBlobReader(path: name), reader.byteCount < 32,
            let bytes = try? reader.read(offset: 0, count: reader.byteCount),
            let number = Int(String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self))
        {
            holder = number == Int(getpid()) ? "this process" : "process \(number)"
        }
        let error = StorageError(
            .locked, "'\(name)' is locked by \(holder); wait for it to end or stop it.",
            path: name, systemCode: EWOULDBLOCK)
        return (error, holder == "this process")
    }
}
