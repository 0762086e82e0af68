import DDBAttributes

/// What a condition compares, with its placeholders looked up.
indirect enum Operand: Sendable {
    case path(DocumentPath)
    case value(AttributeValue)
    case size(Operand)

    /// The value for an item; nil where the item has none, or it has no size.
    func value(in item: Item) -> AttributeValue? {
        switch self {
        case .path(let path): path.value(in: item)
        case .value(let value): value
        case .size(let operand):
            operand.value(in: item)?.expressionSize.map {
                .number(DecimalNumber(Int64($0)))
            }
        }
    }

    /// The type, where it does not depend on the item.
    var staticType: ValueType? {
        switch self {
        case .path: nil
        case .value(let value): value.type
        case .size: .number
        }
    }

    /// The value, where the request gave it.
    var constant: AttributeValue? {
        if case .value(let value) = self { value } else { nil }
    }

    /// The path, where it is one.
    var path: DocumentPath? {
        if case .path(let path) = self { path } else { nil }
    }
}
