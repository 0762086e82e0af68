/// The type of a column, element, key or value.
public indirect enum DeltaType: Sendable, Hashable {
    /// UTF-8 text.
    case string
    /// 64-bit integer.
    case long
    /// 32-bit integer.
    case integer
    /// 16-bit integer.
    case short
    /// 8-bit integer.
    case byte
    /// Single precision.
    case float
    /// Double precision.
    case double
    /// True or false.
    case boolean
    /// Bytes.
    case binary
    /// A day.
    case date
    /// A moment, in microseconds.
    case timestamp
    /// A date and time without a zone, in microseconds.
    case timestampNtz
    /// Exact digits: at most 38 of them, so many behind the point.
    case decimal(precision: Int, scale: Int)
    /// Nothing but null.
    case void
    /// Named fields.
    case structure([DeltaField])
    /// A list.
    case array(element: DeltaType, containsNull: Bool)
    /// Keys and values.
    case map(key: DeltaType, value: DeltaType, valueContainsNull: Bool)

    /// The most digits of a decimal.
    public static let decimalPrecisionMax = 38

    /// The name of a type that has no parts, or nil.
    var primitiveName: String? {
        switch self {
        case .string: "string"
        case .long: "long"
        case .integer: "integer"
        case .short: "short"
        case .byte: "byte"
        case .float: "float"
        case .double: "double"
        case .boolean: "boolean"
        case .binary: "binary"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestampNtz: "timestamp_ntz"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .void: "void"
        case .structure, .array, .map: nil
        }
    }

    init?(primitiveName name: String) {
        switch name {
        case "string": self = .string
        case "long": self = .long
        case "integer": self = .integer
        case "short": self = .short
        case "byte": self = .byte
        case "float": self = .float
        case "double": self = .double
        case "boolean": self = .boolean
        case "binary": self = .binary
        case "date": self = .date
        case "timestamp": self = .timestamp
        case "timestamp_ntz": self = .timestampNtz
        case "void", "null": self = .void
        case "decimal": self = .decimal(precision: 10, scale: 0)
        default:
            guard let decimal = Self.decimal(name) else { return nil }
            self = decimal
        }
    }

    private static func decimal(_ name: String) -> DeltaType? {
        guard name.hasPrefix("decimal("), name.hasSuffix(")") else { return nil }
        let parts = name.dropFirst(8).dropLast().split(separator: ",")
        guard parts.count == 2,
            let precision = Int(parts[0].filter { $0 != " " }),
            let scale = Int(parts[1].filter { $0 != " " }),
            (1...decimalPrecisionMax).contains(precision), (0...precision).contains(scale)
        else { return nil }
        return .decimal(precision: precision, scale: scale)
    }

    /// Whether a type, in any of its parts, fulfils a condition.
    func contains(where matches: (DeltaType) -> Bool) -> Bool {
        if matches(self) { return true }
        switch self {
        case .structure(let fields):
            return fields.contains { $0.type.contains(where: matches) }
        case .array(let element, _):
            return element.contains(where: matches)
        case .map(let key, let value, _):
            return key.contains(where: matches) || value.contains(where: matches)
        case .string, .long, .integer, .short, .byte, .float, .double, .boolean, .binary, .date,
            .timestamp, .timestampNtz, .decimal, .void:
            return false
        }
    }
}
