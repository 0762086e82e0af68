import DDBBase
package import DDBPipeline
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is appended to in turn: a stream, or a hidden file that is published at the end.
///
/// A hidden file is made durable, linked under its final name, and its folder made durable; a name
/// that exists stops the link, so two runs never overwrite each other unless they are told to.
package final class OutputFile: Sendable {
    private let path: String
    /// The hidden file's path; nil for a stream.
    private let hiddenPath: String?
    private let isReplacing: Bool
    /// The descriptor, or -1 after closing; whoever writes holds the lock, so lines never mix.
    private let descriptor: Mutex<Int32>

    private init(path: String, hiddenPath: String?, isReplacing: Bool, descriptor: Int32) {
        self.path = path
        self.hiddenPath = hiddenPath
        self.isReplacing = isReplacing
        self.descriptor = Mutex(descriptor)
    }

    deinit { close() }

    /// Opens standard output for `-`, or a pipe or device that exists; nil for other paths.
    package static func stream(path: String) throws(PipelineError) -> OutputFile? {
        if path == "-" {
            return OutputFile(
                path: "standard output", hiddenPath: nil, isReplacing: false,
                descriptor: STDOUT_FILENO)
        }
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw failure("is a folder", path, EISDIR) }
        if kind == S_IFREG { return nil }
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be opened", path, errno) }
        return OutputFile(
            path: path, hiddenPath: nil, isReplacing: false, descriptor: descriptor)
    }

    /// Creates a hidden file in the folder of a path.
    package static func hidden(
        beside path: String, isReplacing: Bool, name: String
    ) throws(PipelineError) -> OutputFile {
        if !isReplacing, access(path, F_OK) == 0 { throw exists(path) }
        let (folder, last) = split(path)
        let hiddenPath = "\(folder)/.\(last).\(name).partial"
        let descriptor = open(hiddenPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure("cannot be created", path, errno) }
        return OutputFile(
            path: path, hiddenPath: hiddenPath, isReplacing: isReplacing, descriptor: descriptor)
    }

    /// Appends all bytes.
    package func append(_ bytes: [UInt8]) throws(PipelineError) {
        try descriptor.withLock { (descriptor) throws(PipelineError) in
            guard descriptor >= 0 else { throw Self.failure("is closed", path, EBADF) }
            var start = 0
            while start < bytes.count {
                let count = bytes.withUnsafeBytes { memory in
                    write(descriptor, memory.baseAddress.map { $0 + start }, memory.count - start)
                }
                if count > 0 {
                    start += count
                } else if errno != EINTR {
                    throw Self.failure("cannot be written", path, errno)
                }
            }
        }
    }

    /// Makes a hidden file durable and visible under its final name, in one step.
    package func publish() throws(PipelineError) {
        guard let hiddenPath else { return }
        try descriptor.withLock { (descriptor) throws(PipelineError) in
            guard descriptor >= 0, fsync(descriptor) == 0 else {
                throw Self.failure("cannot be made durable", path, errno)
            }
        }
        if isReplacing {
            guard rename(hiddenPath, path) == 0 else {
                throw Self.failure("cannot be replaced", path, errno)
            }
        } else {
            guard link(hiddenPath, path) == 0 else {
                if errno == EEXIST { throw Self.exists(path) }
                throw Self.failure("cannot be created", path, errno)
            }
            unlink(hiddenPath)
        }
        try syncFolder()
        close()
    }

    /// Drops a hidden file that was not published.
    package func abandon() {
        if let hiddenPath { unlink(hiddenPath) }
        close()
    }

    private func close() {
        descriptor.withLock { descriptor in
            if descriptor > STDERR_FILENO { closeDescriptor(descriptor) }
            descriptor = -1
        }
    }

    private func syncFolder() throws(PipelineError) {
        let folder = Self.split(path).folder
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("has no folder", path, errno) }
        defer { closeDescriptor(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw Self.failure("cannot be made durable", path, errno)
        }
    }

    private static func split(_ path: String) -> (folder: String, last: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }

    private static func exists(_ path: String) -> PipelineError {
        PipelineError(
            .sinkFailed, "\(path) exists; set 'replace: true' to write over it.",
            disposition: .reconfigure, cause: SystemFailure(EEXIST))
    }

    private static func failure(_ what: String, _ path: String, _ number: Int32) -> PipelineError {
        PipelineError(
            .sinkFailed, "\(path) \(what): \(SystemFailure(number)).",
            cause: SystemFailure(number))
    }
}

/// The class has a member of the C function's name.
private func closeDescriptor(_ descriptor: Int32) {
    close(descriptor)
}
