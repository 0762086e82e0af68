import DDBBase
public import DDBPipeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An open file, pipe or terminal; closed with its last reference.
public final class InputFile: Sendable {
    /// The path that it was opened by.
    public let path: String
    /// Whether reading never waits for others.
    private let isRegular: Bool
    private let descriptor: Int32

    /// Opens a file; `-` is standard input.
    ///
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed`.
    public init(path: String) throws(PipelineError) {
        self.path = path
        guard path != "-" || Self.hasStandardInput else {
            throw PipelineError(
                .sourceFailed,
                "Standard input is closed, or cannot be read: give it something, or name a file.",
                disposition: .reconfigure)
        }
        descriptor = path == "-" ? STDIN_FILENO : openForReading(path)
        guard descriptor >= 0 else {
            throw InputFile.failure("cannot be opened", path, errno, .reconfigure)
        }
        var status = stat()
        let isKnown = unsafe fstat(descriptor, &status) == 0
        isRegular = isKnown && status.st_mode & S_IFMT == S_IFREG
    }

    deinit {
        closeUnlessStandard(descriptor)
    }

    /// Whether there is a standard input that can be read.
    private static var hasStandardInput: Bool {
        let flags = fcntl(STDIN_FILENO, F_GETFL)
        return flags >= 0 && flags & O_ACCMODE != O_WRONLY
    }

    /// The size of a regular file; nil for pipes, devices and standard input.
    ///
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed` for a folder and for nothing.
    public static func byteCount(path: String) throws(PipelineError) -> Int? {
        if path == "-" { return nil }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw failure("cannot be opened", path, errno, .reconfigure)
        }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw failure("is a folder", path, EISDIR, .reconfigure) }
        return kind == S_IFREG ? Int(status.st_size) : nil
    }

    /// Goes on at an offset of the file.
    ///
    /// - Returns: Whether that is possible; false for pipes.
    public func seek(to offset: Int) -> Bool {
        isRegular && lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset)
    }

    /// Reads into memory.
    ///
    /// - Returns: The number of bytes, 0 at the end, or nil where a pipe has given nothing for a
    ///   while.
    /// - Throws: ``DDBPipeline/PipelineError`` `sourceFailed`.
    @unsafe
    public func read(into room: UnsafeMutableRawBufferPointer) throws(PipelineError) -> Int? {
        if !isRegular {
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let readyCount = waitForInput(&poll, Self.waitMilliseconds)
            if readyCount == 0 || (readyCount < 0 && errno == EINTR) { return nil }
        }
        while true {
            let count = unsafe readBytes(descriptor, room)
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw Self.failure("cannot be read", path, errno, .retry) }
        }
    }

    /// How long a reader waits for a pipe before it lets its lane look for cancellation.
    private static let waitMilliseconds: Int32 = 250

    private static func failure(
        _ what: String, _ path: String, _ number: Int32,
        _ disposition: PipelineError.Disposition
    ) -> PipelineError {
        PipelineError(
            .sourceFailed, "\(path) \(what): \(SystemFailure(number)).",
            disposition: disposition, cause: SystemFailure(number))
    }
}

// The members of the class hide the functions of the C library that they are named like.

private func closeUnlessStandard(_ descriptor: Int32) {
    if descriptor > STDIN_FILENO { close(descriptor) }
}

private func openForReading(_ path: String) -> Int32 {
    unsafe open(path, O_RDONLY | O_CLOEXEC)
}

private func waitForInput(_ descriptor: inout pollfd, _ milliseconds: Int32) -> Int32 {
    unsafe poll(&descriptor, 1, milliseconds)
}

private func readBytes(_ descriptor: Int32, _ room: UnsafeMutableRawBufferPointer) -> Int {
    unsafe read(descriptor, room.baseAddress, room.count)
}
