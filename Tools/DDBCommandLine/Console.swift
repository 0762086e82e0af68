#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Standard output and standard error.
enum Console {
    /// Whether standard output is a terminal.
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether standard error is a terminal, where progress may be shown.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// The characters that a line of progress may have: the terminal's columns, but for the last.
    static var progressColumns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 79 }
        return Int(size.ws_col) - 1
    }

    /// Writes all bytes to standard output.
    ///
    /// - Throws: ``OutputFailure``.
    static func write(_ bytes: [UInt8]) throws(OutputFailure) {
        try write(bytes, to: STDOUT_FILENO)
    }

    /// Writes a line to standard output.
    ///
    /// - Throws: ``OutputFailure``.
    static func writeLine(_ text: String) throws(OutputFailure) {
        try write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDOUT_FILENO)
    }

    /// Writes a line to standard error.
    static func complain(_ text: String) {
        try? write(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: STDERR_FILENO)
    }

    /// Replaces the line of progress on standard error.
    static func show(progress text: String) {
        try? write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(OutputFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw OutputFailure(errno: errno)
            }
        }
    }
}

/// Standard output took no more.
struct OutputFailure: Error, CustomStringConvertible {
    let errno: Int32

    var description: String {
        "standard output cannot be written (\(String(cString: strerror(errno))))"
    }
}
