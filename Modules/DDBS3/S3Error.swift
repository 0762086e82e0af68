/// Says what is wrong with a request for S3 or with what came back, and what to do about it.
///
/// What the service itself refuses is a `ClientError`; this is what the client finds.
public struct S3Error: Error, Sendable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Kind: String {
            case invalidRequest, malformedReply, checksumMismatch, truncated, changed
            case rangeNotGiven, resumesExhausted, unavailable
        }
        let kind: Kind

        /// The request cannot be made: a bucket or a key that is none, a body of unknown size, an
        /// unsigned body without TLS.
        public static let invalidRequest = Code(kind: .invalidRequest)
        /// The reply is not what the operation answers with.
        public static let malformedReply = Code(kind: .malformedReply)
        /// The bytes that came are not those that S3 has.
        public static let checksumMismatch = Code(kind: .checksumMismatch)
        /// The body ended before its announced size.
        public static let truncated = Code(kind: .truncated)
        /// The object was replaced or deleted while it was read.
        public static let changed = Code(kind: .changed)
        /// The service gave other bytes than those of the range that was asked for.
        public static let rangeNotGiven = Code(kind: .rangeNotGiven)
        /// The object broke off again and again.
        public static let resumesExhausted = Code(kind: .resumesExhausted)
        /// A checksum or digest cannot be computed here.
        public static let unavailable = Code(kind: .unavailable)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Try again later.
        case retry
        /// Change the request or a setting.
        case reconfigure
        /// What came, or what is stored, is damaged.
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

    /// Creates an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .truncated, .resumesExhausted, .changed: .retry
        case .invalidRequest, .unavailable: .reconfigure
        case .malformedReply, .checksumMismatch, .rangeNotGiven: .corrupt
        }
    }

    /// The message.
    public var description: String { message }
}
