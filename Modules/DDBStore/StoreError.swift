/// Says what a table store could not do, and what to do about it.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Kind: String {
            case tableExists, tableNotFound, invalidName, conflict, damaged, unsupported, tooLarge
            case foreignTable, invalidColumns, outcomeUnknown, keyIndex, closed
            case unfinishedLoad, otherTable
        }
        let kind: Kind

        /// A table of this name is there already.
        public static let tableExists = Code(kind: .tableExists)
        /// There is no table of this name.
        public static let tableNotFound = Code(kind: .tableNotFound)
        /// The name cannot be a table's.
        public static let invalidName = Code(kind: .invalidName)
        /// Somebody else committed to the table meanwhile.
        public static let conflict = Code(kind: .conflict)
        /// A file does not hold what the log says.
        public static let damaged = Code(kind: .damaged)
        /// The table needs something that this version does not do.
        public static let unsupported = Code(kind: .unsupported)
        /// Something is over a limit.
        public static let tooLarge = Code(kind: .tooLarge)
        /// The table was not written by ddbkit.
        public static let foreignTable = Code(kind: .foreignTable)
        /// The declared columns do not fit together.
        public static let invalidColumns = Code(kind: .invalidColumns)

        /// Nobody knows whether the commit was made: look at the table before trying again.
        public static let outcomeUnknown = Code(kind: .outcomeUnknown)

        /// The table's key index failed; the table itself is not concerned.
        public static let keyIndex = Code(kind: .keyIndex)

        /// A load of the table was begun with other options or of another source, and not finished.
        public static let unfinishedLoad = Code(kind: .unfinishedLoad)

        /// The folder holds the copy of another DynamoDB table.
        public static let otherTable = Code(kind: .otherTable)

        /// The writer was closed before.
        public static let closed = Code(kind: .closed)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Try again.
        case retry
        /// Change an option.
        case reconfigure
        /// What is stored is damaged.
        case corrupt
        /// Give up.
        case fatal
    }

    /// Which failure it is.
    public let code: Code
    /// What failed and what to do.
    public let message: String
    /// What led to it.
    public let cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .conflict, .outcomeUnknown, .keyIndex: .retry
        case .tableExists, .tableNotFound, .invalidName, .foreignTable, .invalidColumns,
            .unfinishedLoad, .otherTable:
            .reconfigure
        case .damaged: .corrupt
        case .unsupported, .tooLarge, .closed: .fatal
        }
    }

    /// The message.
    public var description: String { message }
}
