/// Says why a client cannot be set up, or a call has no endpoint, and what to change.
///
/// Nothing was sent. Messages name settings, variables and profiles, and quote only values of
/// settings with few allowed values; never a URL, which may hold a password.
public struct SettingsError: Error, Sendable, CustomStringConvertible {
    /// Tells failures apart.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        enum Kind: String {
            case missingRegion, invalidValue, conflict, unsupported, missingAccountID
            case invalidResource, invalidBucket, unknownSection
        }
        let kind: Kind

        /// No source names a region.
        public static let missingRegion = Code(kind: .missingRegion)
        /// A setting has a value that it cannot have.
        public static let invalidValue = Code(kind: .invalidValue)
        /// Two settings contradict each other.
        public static let conflict = Code(kind: .conflict)
        /// The partition, or this client, does not have what was asked for.
        public static let unsupported = Code(kind: .unsupported)
        /// Endpoints of accounts are required, and no account is known.
        public static let missingAccountID = Code(kind: .missingAccountID)
        /// An ARN cannot be used in the call.
        public static let invalidResource = Code(kind: .invalidResource)
        /// A bucket cannot have that name.
        public static let invalidBucket = Code(kind: .invalidBucket)
        /// A profile names a section that is in no file.
        public static let unknownSection = Code(kind: .unknownSection)

        /// The name of the code; there are few of them, so that metrics can be labelled with it.
        public var description: String { kind.rawValue }
    }

    /// What the caller can do.
    public enum Disposition: Sendable {
        /// Change a setting.
        case reconfigure
    }

    /// Which failure it is.
    public let code: Code
    /// What is wrong and what to do.
    public let message: String
    /// What led to it.
    public let cause: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// What the caller can do: always to change a setting.
    public var disposition: Disposition { .reconfigure }

    /// The message.
    public var description: String { message }
}
