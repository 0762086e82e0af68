/// The words of column types in column files, in `describe` and in messages.
///
/// ```
/// type   = "string" | "long" | "decimal(" p "," s ")" | "digits" | "double" | "boolean"
///        | "binary" | "json" | "list<" type ">" | "set<" type ">" | "struct<" field ("," field)*
///          ">"
/// field  = name ":" type
/// ```
/// `int64` and `bigint` stand for `long` too. A struct's names hold none of `:,<>` and no white
/// space.
extension ColumnType: CustomStringConvertible {
    /// The deepest that types nest: as deep as DynamoDB's documents.
    private static let depthMax = 32

    /// The type's words.
    public var description: String {
        switch self {
        case .string: "string"
        case .integer: "long"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .digits: "digits"
        case .double: "double"
        case .boolean: "boolean"
        case .binary: "binary"
        case .json: "json"
        case .list(let element): "list<\(element)>"
        case .set(let element): "set<\(element)>"
        case .structure(let fields):
            "struct<" + fields.map { "\($0.name):\($0.type)" }.joined(separator: ",") + ">"
        }
    }

    /// Reads the words of a type, or nil where they are not of the grammar.
    ///
    /// - Parameters:
    ///   - text: The words; white space between them is skipped.
    ///   - path: The attribute names down to the column.
    public init?(_ text: String, path: [AttributeName]) {
        var rest = text.filter { !$0.isWhitespace }[...]
        guard let type = Self.read(&rest, path: path, depth: 0), rest.isEmpty else { return nil }
        self = type
    }

    private static func read(
        _ text: inout Substring, path: [AttributeName], depth: Int
    ) -> ColumnType? {
        guard depth <= depthMax else { return nil }
        let word = text.prefix { $0.isLetter || $0.isNumber }
        text = text.dropFirst(word.count)
        switch word {
        case "string": return .string
        case "long", "int64", "bigint": return .integer
        case "digits": return .digits
        case "double": return .double
        case "boolean": return .boolean
        case "binary": return .binary
        case "json": return .json
        case "decimal": return decimalType(&text)
        case "list", "set", "struct":
            guard take("<", &text) else { return nil }
            let type: ColumnType?
            if word == "struct" {
                type = fields(&text, path: path, depth: depth + 1)
            } else {
                let element = read(&text, path: path, depth: depth + 1)
                type = word == "list" ? element.map { .list($0) } : element.flatMap(setType)
            }
            return take(">", &text) ? type : nil
        default: return nil
        }
    }

    private static func setType(_ element: ColumnType) -> ColumnType? {
        switch element {
        case .string, .integer, .decimal, .digits, .binary: .set(element)
        case .double, .boolean, .json, .list, .set, .structure: nil
        }
    }

    private static func decimalType(_ text: inout Substring) -> ColumnType? {
        guard take("(", &text), let precision = number(&text), take(",", &text),
            let scale = number(&text), take(")", &text),
            (1...NumberShape.decimalDigitsMax).contains(precision), scale <= precision
        else { return nil }
        return .decimal(precision: precision, scale: scale)
    }

    private static func number(_ text: inout Substring) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        text = text.dropFirst(digits.count)
        return Int(digits)
    }

    private static func fields(
        _ text: inout Substring, path: [AttributeName], depth: Int
    ) -> ColumnType? {
        var fields: [TableColumn] = []
        repeat {
            let name = text.prefix { !":,<>".contains($0) }
            text = text.dropFirst(name.count)
            let attribute = AttributeName(String(name))
            guard !name.isEmpty, take(":", &text),
                let type = read(&text, path: path + [attribute], depth: depth)
            else { return nil }
            fields.append(TableColumn(attribute, named: String(name), type, path: path))
        } while take(",", &text)
        let isUnique = Set(fields.map { ColumnNaming.folded($0.name) }).count == fields.count
        return isUnique ? .structure(fields) : nil
    }

    private static func take(_ character: Character, _ text: inout Substring) -> Bool {
        guard text.first == character else { return false }
        text = text.dropFirst()
        return true
    }
}

extension TableColumn {
    /// A column under a name of its own.
    ///
    /// - Parameter path: The attribute names above it.
    public init(
        _ attribute: AttributeName, named name: String, _ type: ColumnType,
        path: [AttributeName] = []
    ) {
        self.init(
            attribute: attribute, name: name,
            physicalName: ColumnNaming.physicalName(name, path: path + [attribute]), type: type)
    }
}
