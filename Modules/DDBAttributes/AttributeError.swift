/// Says why bytes are not items of DynamoDB, and where.
///
/// It names the line, the byte in the line and the path of attribute names, never a value.
public struct AttributeError: Error, Sendable, Hashable {
    /// Tells the kinds of failure apart; new kinds may be added.
    public struct Code: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            case syntax, text, type, set, binary, duplicateName, depth, size, record, key
            case name, itemSize, version
            case numberSyntax, numberDigits, numberOverflow, numberUnderflow
            case tableName
        }
        let kind: Kind

        /// The text is not JSON.
        public static let syntax = Code(kind: .syntax)
        /// A string is not UTF-8, or holds a control character or a bad escape.
        public static let text = Code(kind: .text)
        /// A value is not an object with exactly one known type, or its content is not of the type.
        public static let type = Code(kind: .type)
        /// A set is empty, holds something else than strings, or holds a member twice.
        public static let set = Code(kind: .set)
        /// A binary value is not padded base64.
        public static let binary = Code(kind: .binary)
        /// A map names an attribute twice.
        public static let duplicateName = Code(kind: .duplicateName)
        /// Maps and lists nest deeper than the limit.
        public static let depth = Code(kind: .depth)
        /// A record or a name is larger than the limit.
        public static let size = Code(kind: .size)
        /// A line is not of the shape that was asked for.
        public static let record = Code(kind: .record)
        /// An item lacks a key attribute, or it cannot be one.
        public static let key = Code(kind: .key)
        /// An attribute's name is empty or too long.
        public static let name = Code(kind: .name)
        /// An item is larger than DynamoDB takes.
        public static let itemSize = Code(kind: .itemSize)
        /// An item lacks the attribute that tells which of two is newer, or it cannot be compared.
        public static let version = Code(kind: .version)
        /// A number is not one.
        public static let numberSyntax = Code(kind: .numberSyntax)
        /// A number has more than 38 significant digits.
        public static let numberDigits = Code(kind: .numberDigits)
        /// A number is larger than 9.9999999999999999999999999999999999999E+125.
        public static let numberOverflow = Code(kind: .numberOverflow)
        /// A number other than zero is smaller than 1E-130.
        public static let numberUnderflow = Code(kind: .numberUnderflow)
        /// A text names no table.
        public static let tableName = Code(kind: .tableName)
    }

    /// What the caller should do about an error.
    public enum Disposition: Sendable {
        /// The bytes are wrong and stay wrong.
        case corrupt
        /// The bytes may be right but exceed a limit that the caller sets, or a name is to change.
        case reconfigure
    }

    /// The kind of failure.
    public let code: Code
    /// What failed, in a sentence with the place but without values.
    public let message: String
    /// The 1-based number of the line; 0 where the bytes did not come in lines.
    public let line: Int
    /// The offset of the byte at which reading stopped, from the start of the line or text.
    public let byteOffset: Int
    /// The names that lead to the value, as `fare.taxes[1]`; empty at the top.
    public let path: String

    /// The message for those who name the line themselves, without the full stop.
    package let reason: String
    /// What failed, without the place.
    private let sentence: String

    init(
        _ fault: ScanFault, line: Int = 0, byteOffset: Int = 0, path: String = "",
        limits: DecodeLimits = .standard
    ) {
        code = Code(kind: fault.kind)
        let sentence = fault.sentence(limits)
        let place = path.isEmpty ? "byte \(byteOffset)" : "byte \(byteOffset), attribute \(path)"
        reason = "\(sentence), at \(place)"
        message = line > 0 ? "\(sentence), at line \(line), \(place)." : "\(reason)."
        self.sentence = sentence
        self.line = line
        self.byteOffset = byteOffset
        self.path = path
    }

    /// Creates the error of an item that was decoded and yet cannot be written.
    ///
    /// - Parameter path: The names that lead to the value; empty for the whole item.
    init(of fault: ScanFault, path: String, line: Int = 0) {
        self.init(Code(kind: fault.kind), fault.sentence(.standard), path: path, line: line)
    }

    /// The error without the offset, for those who read another text than the user gave.
    package var withoutOffset: AttributeError {
        AttributeError(code, sentence, path: path, line: line)
    }

    private init(_ code: Code, _ sentence: String, path: String, line: Int) {
        self.code = code
        self.sentence = sentence
        reason = path.isEmpty ? sentence : "\(sentence), at attribute \(path)"
        let place = line > 0 && !path.isEmpty ? ", at line \(line), attribute \(path)" : nil
        message =
            (place ?? (line > 0 ? ", at line \(line)" : nil)).map { sentence + $0 + "." }
            ?? "\(reason)."
        self.line = line
        byteOffset = 0
        self.path = path
    }

    /// Creates the error of a text that names no table.
    ///
    /// - Parameter reason: Why, without the full stop.
    init(tableName reason: String) {
        code = .tableName
        self.reason = reason
        sentence = reason
        message = "No table is named so: \(reason)."
        line = 0
        byteOffset = 0
        path = ""
    }

    /// What the caller should do.
    public var disposition: Disposition {
        switch code.kind {
        case .depth, .size, .tableName: .reconfigure
        case .syntax, .text, .type, .set, .binary, .duplicateName, .record, .key, .name, .itemSize,
            .version, .numberSyntax, .numberDigits, .numberOverflow, .numberUnderflow:
            .corrupt
        }
    }
}

extension AttributeError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
