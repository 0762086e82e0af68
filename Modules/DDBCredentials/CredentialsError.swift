/// Says why there are no credentials, and what to do about it.
///
/// Messages name files, profiles, variables and services; never keys, tokens, or what a program
/// printed.
public struct CredentialsError: Error, Sendable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Kind: String {
            case absent, notFound, invalidFile, invalidProfile, invalidSetting, unreadable
            case loginExpired, processFailed, refused, unavailable, malformedReply, expired
            case limitExceeded, unsupported
        }
        let kind: Kind

        /// This source is not set up; a chain asks its next one.
        public static let absent = Code(kind: .absent)
        /// No source of a chain gave credentials.
        public static let notFound = Code(kind: .notFound)
        /// A shared file is not of its grammar.
        public static let invalidFile = Code(kind: .invalidFile)
        /// A profile lacks something, contradicts itself or leads back to itself.
        public static let invalidProfile = Code(kind: .invalidProfile)
        /// A variable or an option has a value that cannot be.
        public static let invalidSetting = Code(kind: .invalidSetting)
        /// A file is there and cannot be read.
        public static let unreadable = Code(kind: .unreadable)
        /// A login is missing or over; a person must log in.
        public static let loginExpired = Code(kind: .loginExpired)
        /// The program of a `credential_process` did not end well or in time.
        public static let processFailed = Code(kind: .processFailed)
        /// A service answered that it will not give credentials.
        public static let refused = Code(kind: .refused)
        /// A service is not there, too slow, or in trouble itself.
        public static let unavailable = Code(kind: .unavailable)
        /// What a service, a program or a cache gave is not what it should be.
        public static let malformedReply = Code(kind: .malformedReply)
        /// The credentials that came were over already.
        public static let expired = Code(kind: .expired)
        /// Something is larger, deeper or longer than its limit.
        public static let limitExceeded = Code(kind: .limitExceeded)
        /// It is known and not offered here.
        public static let unsupported = Code(kind: .unsupported)

        /// The name of the code; there are few of them, so that metrics can be labelled with it.
        public var description: String { kind.rawValue }
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Try again later.
        case retry
        /// Change a setting, a file or a login.
        case reconfigure
        /// What came is damaged.
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
    ///
    /// - Parameter message: What failed and what to do, without any secret.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// What the caller can do.
    public var disposition: Disposition {
        switch code.kind {
        case .unavailable, .expired: .retry
        case .absent, .notFound, .invalidFile, .invalidProfile, .invalidSetting, .unreadable,
            .loginExpired, .processFailed, .refused, .limitExceeded, .unsupported:
            .reconfigure
        case .malformedReply: .corrupt
        }
    }

    /// The message.
    public var description: String { message }
}
