package import DDBAttributes

/// The types of attribute values, by the names that requests give them.
package enum ValueType: String, Sendable, CaseIterable {
    /// Text.
    case string = "S"
    /// A number.
    case number = "N"
    /// Bytes.
    case binary = "B"
    /// A truth value.
    case bool = "BOOL"
    /// Null.
    case null = "NULL"
    /// Named values.
    case map = "M"
    /// Values in order.
    case list = "L"
    /// Distinct texts.
    case stringSet = "SS"
    /// Distinct numbers.
    case numberSet = "NS"
    /// Distinct byte strings.
    case binarySet = "BS"

    /// The name that messages about ADD and DELETE use.
    var longName: String {
        switch self {
        case .string: "STRING"
        case .number: "NUMBER"
        case .binary: "BINARY"
        case .bool: "BOOLEAN"
        case .null: "NULL"
        case .map: "MAP"
        case .list: "LIST"
        case .stringSet: "STRING_SET"
        case .numberSet: "NUMBER_SET"
        case .binarySet: "BINARY_SET"
        }
    }

    /// Whether values of the type have an order: S, N and B.
    var isOrdered: Bool {
        switch self {
        case .string, .number, .binary: true
        case .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet: false
        }
    }

    /// Whether it is one of the set types.
    var isSet: Bool {
        switch self {
        case .stringSet, .numberSet, .binarySet: true
        case .string, .number, .binary, .bool, .null, .map, .list: false
        }
    }
}

extension AttributeValue {
    /// The value's type.
    package var type: ValueType {
        switch self {
        case .string: .string
        case .number: .number
        case .binary: .binary
        case .bool: .bool
        case .null: .null
        case .map: .map
        case .list: .list
        case .stringSet: .stringSet
        case .numberSet: .numberSet
        case .binarySet: .binarySet
        }
    }
}
