/// Says why a Parquet file could not be read or written.
public struct ParquetError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is; more kinds may come.
    public struct Code: Sendable, Hashable {
        fileprivate enum Kind: Sendable {
            case malformed, checksum, unsupported, limitExceeded, mismatch, source
        }
        fileprivate let kind: Kind

        /// The file breaks the format.
        public static let malformed = Code(kind: .malformed)
        /// A page's bytes are not those that its checksum was taken of.
        public static let checksum = Code(kind: .checksum)
        /// The file uses a codec, an encoding or a feature that is not read here.
        public static let unsupported = Code(kind: .unsupported)
        /// Something is larger than a limit of ``ReaderLimits`` or of the format.
        public static let limitExceeded = Code(kind: .limitExceeded)
        /// The caller's columns, schema or settings do not fit together.
        public static let mismatch = Code(kind: .mismatch)
        /// The byte source failed; ``ParquetError/cause`` says how.
        public static let source = Code(kind: .source)
    }

    /// What a caller should do about it.
    public enum Disposition: Sendable {
        /// Try again: the source may work later.
        case retry
        /// Change the call, the settings or the limits.
        case reconfigure
        /// Fetch or make the file again.
        case corrupt
    }

    /// What kind of failure it is.
    public let code: Code
    /// What failed, where, and what to do; never a value of the file.
    public let message: String
    /// The error beneath, if there is one.
    public let cause: (any Error)?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// What a caller should do about it.
    public var disposition: Disposition {
        switch code.kind {
        case .malformed, .checksum: .corrupt
        case .unsupported, .limitExceeded, .mismatch: .reconfigure
        case .source: .retry
        }
    }

    /// The message.
    public var description: String { message }
}

/// Why a decoding loop stopped; wrapped once into a ``ParquetError`` that says where.
enum DecodeFault: UInt8, Error {
    case truncated, malformed, tooLarge, unsupported

    /// The fault as the error that callers see.
    func error(_ place: String) -> ParquetError {
        switch self {
        case .truncated: ParquetError(.malformed, "\(place) ends too early; fetch the file again.")
        case .malformed: ParquetError(.malformed, "\(place) is damaged; fetch the file again.")
        case .tooLarge:
            ParquetError(.limitExceeded, "\(place) is larger than the reader's limits; raise them.")
        case .unsupported:
            ParquetError(.unsupported, "\(place) uses a feature that is not supported.")
        }
    }
}
