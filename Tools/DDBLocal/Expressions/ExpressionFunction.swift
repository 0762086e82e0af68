/// The functions of expressions.
enum ExpressionFunction: String, Sendable {
    case attributeExists = "attribute_exists"
    case attributeNotExists = "attribute_not_exists"
    case attributeType = "attribute_type"
    case beginsWith = "begins_with"
    case contains = "contains"
    case size = "size"
    case ifNotExists = "if_not_exists"
    case listAppend = "list_append"

    /// How many operands it takes.
    var operandCount: Int {
        switch self {
        case .attributeExists, .attributeNotExists, .size: 1
        case .attributeType, .beginsWith, .contains, .ifNotExists, .listAppend: 2
        }
    }

    /// Whether it is one of those that update expressions have; the others have the rest.
    var isForUpdates: Bool {
        switch self {
        case .ifNotExists, .listAppend: true
        case .attributeExists, .attributeNotExists, .attributeType, .beginsWith, .contains, .size:
            false
        }
    }

    /// Whether it is a condition by itself.
    var isCondition: Bool {
        switch self {
        case .attributeExists, .attributeNotExists, .attributeType, .beginsWith, .contains: true
        case .size, .ifNotExists, .listAppend: false
        }
    }
}
