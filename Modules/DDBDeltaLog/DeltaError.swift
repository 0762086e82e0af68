/// Says why a Delta log cannot be read or written.
public struct DeltaError: Error, Sendable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Kind: String {
            case notATable, versionAbsent, gap, overtaken, corrupt, unsupportedFeature
            case unsupportedType, tooLarge, invalidCommit, appendOnly, foreignFile
        }
        let kind: Kind

        /// There is no log.
        public static let notATable = Code(kind: .notATable)
        /// The log does not reach the version that was asked for.
        public static let versionAbsent = Code(kind: .versionAbsent)
        /// A version between two others is missing.
        public static let gap = Code(kind: .gap)
        /// Others moved the table on, and the log no longer has what lies between.
        public static let overtaken = Code(kind: .overtaken)
        /// A file of the log says something that cannot be.
        public static let corrupt = Code(kind: .corrupt)
        /// The table uses a feature that is not known here.
        public static let unsupportedFeature = Code(kind: .unsupportedFeature)
        /// The schema has a type that is not known here.
        public static let unsupportedType = Code(kind: .unsupportedType)
        /// A limit of ``DeltaLogSettings`` is exceeded.
        public static let tooLarge = Code(kind: .tooLarge)
        /// The actions of a commit contradict each other or the protocol.
        public static let invalidCommit = Code(kind: .invalidCommit)
        /// The table's property `delta.appendOnly` forbids the commit.
        public static let appendOnly = Code(kind: .appendOnly)

        /// The table has a file outside its own folder.
        public static let foreignFile = Code(kind: .foreignFile)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Try again later.
        case retry
        /// Change a setting or use other software.
        case reconfigure
        /// The log is damaged.
        case corrupt
        /// Give up.
        case fatal
    }

    /// Which failure it is.
    public let code: Code
    /// What failed and what to do.
    public let message: String
    /// The file of the log, and the line in it, where one is concerned.
    public let location: String?
    /// What led to it.
    public let cause: (any Error)?

    init(
        _ code: Code, _ message: String, location: String? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.location = location
        self.cause = cause
    }

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .gap, .corrupt: .corrupt
        case .overtaken: .retry
        case .unsupportedFeature, .unsupportedType, .tooLarge, .appendOnly,
            .foreignFile:
            .reconfigure
        case .notATable, .versionAbsent, .invalidCommit: .fatal
        }
    }

    /// The message, with the location.
    public var description: String {
        location.map { "\(message) (\($0))" } ?? message
    }
}
