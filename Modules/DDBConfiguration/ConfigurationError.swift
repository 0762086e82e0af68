/// What is wrong with a configuration, where it stands, and what to write instead.
///
/// Messages name files, lines and options. They never hold the value that was found: somebody may
/// have put a password into the wrong line.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    /// What kind of mistake it is.
    public struct Code: Sendable, Hashable {
        enum Kind {
            case notFound, unreadable, syntax, limitExceeded, substitutionFailed
            case unknownOption, duplicateOption, missingOption, wrongType, outOfRange
        }
        let kind: Kind

        /// There is no such document.
        public static let notFound = Code(kind: .notFound)
        /// The document or a secret cannot be read.
        public static let unreadable = Code(kind: .unreadable)
        /// The document is not YAML.
        public static let syntax = Code(kind: .syntax)
        /// The document is larger, deeper or more repetitive than a named limit allows.
        public static let limitExceeded = Code(kind: .limitExceeded)
        /// A `${...}` names nothing that exists.
        public static let substitutionFailed = Code(kind: .substitutionFailed)
        /// No option has this name.
        public static let unknownOption = Code(kind: .unknownOption)
        /// An option is given twice, perhaps once nested and once with a dotted name.
        public static let duplicateOption = Code(kind: .duplicateOption)
        /// A required option is absent.
        public static let missingOption = Code(kind: .missingOption)
        /// A value is not of the option's type.
        public static let wrongType = Code(kind: .wrongType)
        /// A value is of the option's type and beyond what the option allows.
        public static let outOfRange = Code(kind: .outOfRange)
    }

    /// What the caller should do about it.
    public enum Disposition: Sendable {
        /// Change the configuration.
        case reconfigure
    }

    /// The kind of the mistake.
    public var code: Code

    /// Where it stands; nil for values that were given in code.
    public var position: SourcePosition?

    /// The option's name, dotted, where the mistake belongs to one.
    public var option: String?

    /// What failed and what was expected.
    public var message: String

    /// The error underneath, where there is one.
    public var cause: (any Error)?

    /// Creates an error.
    public init(
        _ code: Code, _ message: String, option: String? = nil, at position: SourcePosition? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.option = option
        self.position = position
        self.cause = cause
    }

    /// Always ``Disposition/reconfigure``.
    public var disposition: Disposition { .reconfigure }

    /// One line: `file:line:column: option 'name': message`.
    public var description: String {
        var text = ""
        if let position { text += "\(position): " }
        if let option { text += "option '\(option)': " }
        return text + message
    }
}
