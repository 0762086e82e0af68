import DDBAttributes

/// A condition with its placeholders looked up and its operands checked.
indirect enum Condition: Sendable {
    case comparison(Comparator, Operand, Operand)
    case between(Operand, low: Operand, high: Operand)
    case membership(Operand, [Operand])
    case exists(DocumentPath)
    case notExists(DocumentPath)
    case hasType(DocumentPath, ValueType)
    case beginsWith(Operand, Operand)
    case contains(Operand, Operand)
    case all([Condition])
    case any([Condition])
    case not(Condition)

    /// Whether it holds for an item; one that is not there has no attributes.
    func isSatisfied(by item: Item) -> Bool {
        switch self {
        case .comparison(let comparator, let left, let right):
            return Self.compare(comparator, left.value(in: item), right.value(in: item))
        case .between(let operand, let low, let high):
            let value = operand.value(in: item)
            return Self.compare(.greaterOrEqual, value, low.value(in: item))
                && Self.compare(.lessOrEqual, value, high.value(in: item))
        case .membership(let operand, let members):
            guard let value = operand.value(in: item) else { return false }
            return members.contains { $0.value(in: item) == value }
        case .exists(let path): return path.value(in: item) != nil
        case .notExists(let path): return path.value(in: item) == nil
        case .hasType(let path, let type): return path.value(in: item)?.type == type
        case .beginsWith(let operand, let prefix):
            guard let value = operand.value(in: item), let prefix = prefix.value(in: item) else {
                return false
            }
            return value.begins(with: prefix)
        case .contains(let operand, let part):
            guard let value = operand.value(in: item), let part = part.value(in: item) else {
                return false
            }
            return value.contains(part)
        case .all(let parts): return parts.allSatisfy { $0.isSatisfied(by: item) }
        case .any(let parts): return parts.contains { $0.isSatisfied(by: item) }
        case .not(let part): return !part.isSatisfied(by: item)
        }
    }

    /// What is not there equals nothing, not even what else is not there, and has no order.
    private static func compare(
        _ comparator: Comparator, _ left: AttributeValue?, _ right: AttributeValue?
    ) -> Bool {
        guard let left, let right else { return comparator == .notEqual }
        switch comparator {
        case .equal: return left == right
        case .notEqual: return left != right
        case .less: return AttributeValue.order(left, right).map { $0 < 0 } ?? false
        case .lessOrEqual: return AttributeValue.order(left, right).map { $0 <= 0 } ?? false
        case .greater: return AttributeValue.order(left, right).map { $0 > 0 } ?? false
        case .greaterOrEqual: return AttributeValue.order(left, right).map { $0 >= 0 } ?? false
        }
    }
}
