/// What a column's values become.
public enum AttributeType: Sendable, Hashable {
    /// How text stands for bytes.
    public enum BinaryText: String, Sendable, Hashable, CaseIterable {
        /// Padded base64.
        case base64
        /// Two hexadecimal digits a byte.
        case hex
        /// The text's own UTF-8.
        case text
    }

    /// S.
    case string
    /// N.
    case number
    /// BOOL.
    case boolean
    /// B, from text as it says.
    case binary(BinaryText)
    /// L: of an array, of JSON text, or of the parts of a text between delimiters.
    case list(delimiter: String?)
    /// M: of an object, or of JSON text.
    case map
    /// SS: of an array, of a JSON array's text, or of parts of a text.
    case stringSet(delimiter: String?)
    /// NS, as ``stringSet(delimiter:)``.
    case numberSet(delimiter: String?)
    /// BS, as ``stringSet(delimiter:)``, each part as text says.
    case binarySet(delimiter: String?, BinaryText)
    /// Whatever the JSON of a text says.
    case json

    /// The words that begin a type.
    public static let words = ["S", "N", "B", "BOOL", "L", "M", "SS", "NS", "BS", "JSON"]

    /// Reads a type and what stands in its brackets: `SS` and `|`.
    ///
    /// - Returns: nil where there is no such type or it takes no such arguments.
    public init?(word: String, arguments: [String]) {
        let first = arguments.first
        switch (word, arguments.count) {
        case ("S", 0): self = .string
        case ("N", 0): self = .number
        case ("BOOL", 0): self = .boolean
        case ("M", 0): self = .map
        case ("JSON", 0): self = .json
        case ("B", 0...1):
            guard let text = BinaryText(rawValue: first ?? "base64") else { return nil }
            self = .binary(text)
        case ("L", 0...1): self = .list(delimiter: first)
        case ("SS", 0...1): self = .stringSet(delimiter: first)
        case ("NS", 0...1): self = .numberSet(delimiter: first)
        case ("BS", 0...2):
            if let first, arguments.count == 1, let text = BinaryText(rawValue: first) {
                self = .binarySet(delimiter: nil, text)
                return
            }
            let word = arguments.count == 2 ? arguments[1] : "base64"
            guard let text = BinaryText(rawValue: word) else { return nil }
            self = .binarySet(delimiter: first, text)
        case _: return nil
        }
        if first == "" { return nil }
    }

    /// Whether the values are sets.
    public var isSet: Bool {
        switch self {
        case .stringSet, .numberSet, .binarySet: true
        case .string, .number, .boolean, .binary, .list, .map, .json: false
        }
    }
}

extension AttributeType: CustomStringConvertible {
    /// The type as it is written in a map, without its arguments.
    public var description: String {
        switch self {
        case .string: "S"
        case .number: "N"
        case .boolean: "BOOL"
        case .binary: "B"
        case .list: "L"
        case .map: "M"
        case .stringSet: "SS"
        case .numberSet: "NS"
        case .binarySet: "BS"
        case .json: "JSON"
        }
    }
}
