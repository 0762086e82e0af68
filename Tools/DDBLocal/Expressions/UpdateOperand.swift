import DDBAttributes

/// What an update sets, with its placeholders looked up.
indirect enum UpdateOperand: Sendable {
    case path(DocumentPath)
    case value(AttributeValue)
    case ifNotExists(DocumentPath, UpdateOperand)
    case listAppend(UpdateOperand, UpdateOperand)
    case sum(UpdateOperand, UpdateOperand, isDifference: Bool)

    /// The value for the item as it was before the update.
    ///
    /// - Throws: An error where a path finds nothing, types do not fit or a number is out of range.
    func value(in item: Item) throws(ExpressionError) -> AttributeValue {
        switch self {
        case .path(let path):
            guard let value = path.value(in: item) else {
                throw ExpressionError(
                    message: "The provided expression refers to an attribute that does not exist "
                        + "in the item")
            }
            return value
        case .value(let value): return value
        case .ifNotExists(let path, let other):
            if let value = path.value(in: item) { return value }
            return try other.value(in: item)
        case .listAppend(let left, let right):
            let left = try left.value(in: item)
            let right = try right.value(in: item)
            guard case .list(let first) = left, case .list(let second) = right else {
                throw UpdateExpression.typeError
            }
            return .list(first + second)
        case .sum(let left, let right, let isDifference):
            let left = try left.value(in: item)
            let right = try right.value(in: item)
            guard case .number(let first) = left, case .number(let second) = right else {
                throw UpdateExpression.typeError
            }
            return .number(try UpdateExpression.sum(first, second, isDifference: isDifference))
        }
    }

    /// The type, where the request gives it.
    var staticType: ValueType? {
        if case .value(let value) = self { value.type } else { nil }
    }

    /// As an operand of conditions, for what is checked of both.
    var operand: Operand? {
        switch self {
        case .path(let path): .path(path)
        case .value(let value): .value(value)
        case .ifNotExists, .listAppend, .sum: nil
        }
    }
}
