/// What stands between a statement and its result.
public struct QueryError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is; more kinds may come.
    public struct Code: Sendable, Hashable {
        enum Kind {
            case libraryMissing, libraryUnsupported, invalidTable, tableUnreadable, invalidStatement
            case statementRefused, executionFailed, outOfMemory, timedOut, interrupted
            case unsupportedType, outputFailed, corruptResult
        }

        let kind: Kind

        /// No DuckDB library was found.
        public static let libraryMissing = Code(kind: .libraryMissing)
        /// The library is of a version that this code does not know, or lacks functions.
        public static let libraryUnsupported = Code(kind: .libraryUnsupported)
        /// The description of a table contradicts itself or another table's.
        public static let invalidTable = Code(kind: .invalidTable)
        /// A table's parts could not be opened.
        public static let tableUnreadable = Code(kind: .tableUnreadable)
        /// The statement does not parse, or names what does not exist.
        public static let invalidStatement = Code(kind: .invalidStatement)
        /// The statement would do more than read.
        public static let statementRefused = Code(kind: .statementRefused)
        /// The statement failed while it ran.
        public static let executionFailed = Code(kind: .executionFailed)
        /// The statement needs more memory than it may have.
        public static let outOfMemory = Code(kind: .outOfMemory)
        /// The statement ran longer than its timeout.
        public static let timedOut = Code(kind: .timedOut)
        /// The task that ran the statement was cancelled.
        public static let interrupted = Code(kind: .interrupted)
        /// The result has a column of a type that has no form here.
        public static let unsupportedType = Code(kind: .unsupportedType)
        /// Whoever takes the result failed; the cause says how.
        public static let outputFailed = Code(kind: .outputFailed)
        /// The engine gave a result that contradicts itself.
        public static let corruptResult = Code(kind: .corruptResult)
    }

    /// What the caller should do about it.
    public enum Disposition: Sendable, Hashable {
        /// Try again.
        case retry
        /// Change the statement, the settings or the machine.
        case reconfigure
        /// Look at the data: it is damaged.
        case corrupt
        /// Give up.
        case fatal
    }

    /// What kind of failure it is.
    public let code: Code

    /// What failed and what to do about it.
    ///
    /// Holds no value of a row, save those that the statement itself spells out.
    public let message: String

    /// The failure below, where there is one.
    public let cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// What the caller should do about it.
    public var disposition: Disposition {
        switch code.kind {
        case .libraryMissing, .libraryUnsupported, .invalidTable, .invalidStatement,
            .statementRefused, .executionFailed, .outOfMemory, .timedOut, .unsupportedType:
            .reconfigure
        case .tableUnreadable: .corrupt
        case .interrupted: .retry
        case .outputFailed, .corruptResult: .fatal
        }
    }

    /// The message.
    public var description: String { message }
}
