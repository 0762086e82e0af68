/// Says why an export cannot be found or read.
public struct ExportError: Error, Sendable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Kind: String {
            case notFound, ambiguous, incomplete, manifest, checksum, itemCount, missingFile
            case damagedFile, damagedLine, unsupported, otherKind, tooLarge
        }
        let kind: Kind

        /// No export lies there.
        public static let notFound = Code(kind: .notFound)
        /// Several exports lie there.
        public static let ambiguous = Code(kind: .ambiguous)
        /// The export has begun and has no manifest yet.
        public static let incomplete = Code(kind: .incomplete)
        /// A manifest is not what AWS writes.
        public static let manifest = Code(kind: .manifest)
        /// A file is not the one that its MD5 was taken of.
        public static let checksum = Code(kind: .checksum)
        /// There are more or fewer items than the manifest says.
        public static let itemCount = Code(kind: .itemCount)
        /// A data file that the manifest names is not there.
        public static let missingFile = Code(kind: .missingFile)
        /// A data file is cut off or damaged.
        public static let damagedFile = Code(kind: .damagedFile)
        /// A line of a data file is no item.
        public static let damagedLine = Code(kind: .damagedLine)
        /// This machine lacks what the export is checked with, as MD5 where it is forbidden.
        public static let unsupported = Code(kind: .unsupported)
        /// The export is incremental where a full one is needed, or a full one where changes are.
        public static let otherKind = Code(kind: .otherKind)
        /// A limit of ``ExportSettings`` is exceeded.
        public static let tooLarge = Code(kind: .tooLarge)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Try again later.
        case retry
        /// Choose another export or setting.
        case reconfigure
        /// Copy the export again.
        case corrupt
        /// Give up.
        case fatal
    }

    /// Which failure it is.
    public let code: Code
    /// What failed and what to do.
    public let message: String
    /// The file in the store, where one is concerned.
    public let file: String?
    /// The 1-based line in the file, or 0.
    public let line: Int
    /// What led to it.
    public let cause: (any Error)?

    init(
        _ code: Code, _ message: String, file: String? = nil, line: Int = 0,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.cause = cause
    }

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .incomplete: .retry
        case .notFound, .ambiguous, .unsupported, .otherKind, .tooLarge: .reconfigure
        case .manifest, .checksum, .itemCount, .missingFile, .damagedFile, .damagedLine: .corrupt
        }
    }

    /// The message with the file and line.
    public var description: String {
        guard let file else { return message }
        return line > 0 ? "\(file), line \(line): \(message)" : "\(file): \(message)"
    }
}
