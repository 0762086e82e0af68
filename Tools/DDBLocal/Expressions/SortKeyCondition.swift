package import DDBAttributes

/// What a query asks of the sort key; the values have the key's type.
package enum SortKeyCondition: Sendable, Hashable {
    /// It is a value.
    case equal(AttributeValue)
    /// It is less.
    case less(AttributeValue)
    /// It is not greater.
    case lessOrEqual(AttributeValue)
    /// It is greater.
    case greater(AttributeValue)
    /// It is not less.
    case greaterOrEqual(AttributeValue)
    /// It lies between two values, or is one of them.
    case between(AttributeValue, AttributeValue)
    /// It begins with a value, S or B.
    case beginsWith(AttributeValue)

    /// Whether a sort key is one that is asked for.
    package func isSatisfied(by key: AttributeValue) -> Bool {
        func order(_ value: AttributeValue) -> Int? { AttributeValue.order(key, value) }
        return switch self {
        case .equal(let value): key == value
        case .less(let value): order(value).map { $0 < 0 } ?? false
        case .lessOrEqual(let value): order(value).map { $0 <= 0 } ?? false
        case .greater(let value): order(value).map { $0 > 0 } ?? false
        case .greaterOrEqual(let value): order(value).map { $0 >= 0 } ?? false
        case .between(let low, let high):
            (order(low).map { $0 >= 0 } ?? false) && (order(high).map { $0 <= 0 } ?? false)
        case .beginsWith(let prefix): key.begins(with: prefix)
        }
    }

    /// The values that are compared with.
    var values: [AttributeValue] {
        switch self {
        case .equal(let value), .less(let value), .lessOrEqual(let value), .greater(let value),
            .greaterOrEqual(let value), .beginsWith(let value):
            [value]
        case .between(let low, let high): [low, high]
        }
    }
}
