/// Says why bytes are not the JSON that was asked for, and where.
///
/// Messages name what was expected and the byte offset; they never repeat the bytes themselves, for
/// they may be somebody's data.
public struct JSONError: Error, Sendable, Hashable {
    /// Tells the kinds of failure apart; new kinds may be added.
    public struct Code: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            case syntax, endOfInput, trailingBytes, text, number, duplicateName, limit
        }
        let kind: Kind

        /// A byte stands where the grammar has no place for it.
        public static let syntax = Code(kind: .syntax)
        /// The bytes end inside a value.
        public static let endOfInput = Code(kind: .endOfInput)
        /// Something other than white space follows the value.
        public static let trailingBytes = Code(kind: .trailingBytes)
        /// A string is not UTF-8, or holds a control character, bad escape or half a surrogate
        /// pair.
        public static let text = Code(kind: .text)
        /// A number does not follow the grammar.
        public static let number = Code(kind: .number)
        /// An object names a member twice.
        public static let duplicateName = Code(kind: .duplicateName)
        /// A limit of ``JSONLimits`` is exceeded.
        public static let limit = Code(kind: .limit)
    }

    /// What the caller should do about an error.
    public enum Disposition: Sendable {
        /// The bytes are wrong and stay wrong.
        case corrupt
        /// The bytes may be right but exceed a limit that the caller sets.
        case reconfigure
    }

    /// The kind of failure.
    public let code: Code
    /// What failed, in a sentence without any of the bytes.
    public let message: String
    /// The offset in bytes of the place where reading stopped.
    public let byteOffset: Int

    init(_ fault: JSONFault, at byteOffset: Int) {
        code = Code(kind: fault.kind)
        message = "\(fault.sentence) at byte \(byteOffset)."
        self.byteOffset = byteOffset
    }

    /// What the caller should do.
    public var disposition: Disposition {
        code == .limit ? .reconfigure : .corrupt
    }
}

extension JSONError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
