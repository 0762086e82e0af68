import DDBBase
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads and replaces the small files that credentials live in, and runs what else blocks, on
/// threads of its own.
package final class CredentialFiles: Sendable {
    /// A program that asks a person must not keep others from their files.
    private static let threadCount = 4

    private let root: String
    /// Started by the first work: static keys need no thread.
    private let pool = Mutex<ThreadPool?>(nil)

    /// Creates the door.
    ///
    /// - Parameter root: A folder that stands for `/`, for tests.
    package init(root: String = "") {
        self.root = root
    }

    /// Does blocking work on one of the threads.
    func perform<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let pool = pool.withLock { pool in
            let started = pool ?? ThreadPool(threadCount: Self.threadCount)
            pool = started
            return started
        }
        return try await withTaskExecutorPreference(pool) { try await onPreferred(work) }
    }

    /// Returns a file's bytes, or nil where there is no file.
    ///
    /// - Throws: ``CredentialsError``: `unreadable`, or `limitExceeded`.
    func bytes(_ path: String, limit: Int) async throws -> [UInt8]? {
        let real = root + path
        return try await perform { try readFile(real, path: path, limit: limit) }
    }

    /// Returns a file's text, or nil where there is no file.
    func text(_ path: String, limit: Int) async throws -> String? {
        guard let bytes = try await bytes(path, limit: limit) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CredentialsError(.unreadable, "\(path) is not UTF-8 text.")
        }
        return text
    }

    /// Puts a file in the place of another, whole or not at all, readable by its owner alone.
    ///
    /// - Parameter suffix: Makes the name of the temporary file unique.
    func replace(_ path: String, with bytes: [UInt8], suffix: String) async throws {
        let real = root + path
        try await perform { try replaceFile(real, path: path, bytes, suffix: suffix) }
    }
}

/// Runs where the task prefers, which a caller's own executor could keep it from.
@concurrent private func onPreferred<Result: Sendable>(
    _ work: @Sendable () throws -> Result
) async throws -> Result {
    try work()
}

private func readFile(
    _ real: String, path: String, limit: Int
) throws(CredentialsError) -> [UInt8]? {
    // Without O_NONBLOCK, opening a pipe that nobody writes to never returns.
    let descriptor = unsafe open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
        let failure = SystemFailure(errno)
        if failure.isAbsence { return nil }
        throw unreadable(path, failure)
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
        throw unreadable(path, SystemFailure(errno))
    }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFCHR else {
        throw CredentialsError(.unreadable, "\(path) is not a regular file.")
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
        let count = unsafe read(descriptor, &chunk, chunk.count)
        if count == 0 { return bytes }
        if count < 0 {
            if errno == EINTR { continue }
            throw unreadable(path, SystemFailure(errno))
        }
        bytes.append(contentsOf: chunk[..<count])
        guard bytes.count <= limit else {
            throw CredentialsError(.limitExceeded, "\(path) is larger than \(limit) bytes.")
        }
    }
}

private func unreadable(_ path: String, _ failure: SystemFailure) -> CredentialsError {
    CredentialsError(.unreadable, "\(path) cannot be read: \(failure).", cause: failure)
}

private func replaceFile(
    _ real: String, path: String, _ bytes: [UInt8], suffix: String
) throws(CredentialsError) {
    let temporary = real + "." + suffix
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw unwritable(path) }
    do throws(SystemFailure) {
        defer { close(descriptor) }
        try write(bytes, to: descriptor)
    } catch {
        _ = unsafe unlink(temporary)
        throw CredentialsError(.unreadable, "\(path) cannot be written: \(error).", cause: error)
    }
    guard unsafe rename(temporary, real) == 0 else {
        let error = unwritable(path)
        _ = unsafe unlink(temporary)
        throw error
    }
    let folder = real.lastIndex(of: "/").map { String(real[...$0]) } ?? "."
    let opened = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw unwritable(path) }
    defer { close(opened) }
    guard fsync(opened) == 0 else { throw unwritable(path) }
}

private func unwritable(_ path: String) -> CredentialsError {
    let failure = SystemFailure(errno)
    return CredentialsError(
        .unreadable, "\(path) cannot be written: \(failure).", cause: failure)
}

/// Writes all bytes and makes them durable, so that the name never stands for less.
private func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { rest in
            unsafe write(descriptor, rest.baseAddress, rest.count)
        }
        if count < 0 {
            if errno == EINTR { continue }
            throw SystemFailure(errno)
        }
        rest = rest.dropFirst(count)
    }
    while fsync(descriptor) != 0 {
        guard errno == EINTR else { throw SystemFailure(errno) }
    }
}
