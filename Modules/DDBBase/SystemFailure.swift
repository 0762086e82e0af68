#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A call of the operating system that failed: the cause below an error that says of what.
public struct SystemFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system's number, `errno`.
    public let number: Int32

    /// Creates a failure of a number of the system.
    public init(_ number: Int32) {
        self.number = number
    }

    /// The system's words for the number.
    public var description: String { unsafe String(cString: strerror(number)) }

    /// Whether the path, or a folder on it, is not there.
    public var isAbsence: Bool { number == ENOENT || number == ENOTDIR }

    /// Whether something is there that should not be.
    public var isExistence: Bool { number == EEXIST }
}
