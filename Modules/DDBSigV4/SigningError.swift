/// Says why a request could not be signed.
public struct SigningError: Error, Sendable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Kind: String {
            case invalidCredentials, invalidScope, invalidDate, invalidExpiry, invalidPayload
            case invalidChunks, unavailable
        }
        let kind: Kind

        /// The access key id is empty or holds characters that cannot be in a header.
        public static let invalidCredentials = Code(kind: .invalidCredentials)
        /// The region or the service is empty or holds characters that no scope can have.
        public static let invalidScope = Code(kind: .invalidScope)
        /// The date is not in the years 0 to 9999.
        public static let invalidDate = Code(kind: .invalidDate)
        /// A signed URL would be valid for less than a second or more than a week.
        public static let invalidExpiry = Code(kind: .invalidExpiry)
        /// The body comes in pieces, and nothing says what its hash is.
        public static let invalidPayload = Code(kind: .invalidPayload)
        /// The body has no known size, or the size of chunks or the trailer is refused by S3.
        public static let invalidChunks = Code(kind: .invalidChunks)
        /// OpenSSL computes no SHA-256.
        public static let unavailable = Code(kind: .unavailable)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What the caller can do.
    public enum Disposition: Sendable { case retry, reconfigure, corrupt, fatal }

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
        case .invalidCredentials, .invalidScope, .unavailable: .reconfigure
        case .invalidDate, .invalidExpiry, .invalidPayload, .invalidChunks: .fatal
        }
    }

    /// The message.
    public var description: String { message }
}
