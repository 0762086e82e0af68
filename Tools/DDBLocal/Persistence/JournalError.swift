/// Says why a folder of an endpoint could not be read or written.
public struct JournalError: Error, Sendable, CustomStringConvertible {
    /// What failed, and what to do.
    public let message: String
    /// What led to it.
    public let cause: (any Error)?

    init(_ message: String, cause: (any Error)? = nil) {
        self.message = message
        self.cause = cause
    }

    /// A record does not fit what the records before it made.
    static func strange(_ what: String) -> JournalError {
        JournalError(
            "The folder holds a record of \(what) that is none; use the version that wrote it.")
    }

    /// The message.
    public var description: String { message }
}
