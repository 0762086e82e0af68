/// A value of an item, in a form for user code and tests; hot code walks an ``ItemBatch`` instead.
///
/// Strings are equal where their bytes are, sets where they have the same members in any order, and
/// numbers by value, as in DynamoDB.
public enum AttributeValue: Sendable, Hashable {
    /// S: text.
    case string(String)
    /// N: a number.
    case number(DecimalNumber)
    /// B: bytes.
    case binary([UInt8])
    /// BOOL: a truth value.
    case bool(Bool)
    /// NULL.
    case null
    /// M: named values.
    case map(Item)
    /// L: values in order.
    case list([AttributeValue])
    /// SS: distinct texts, at least one.
    case stringSet([String])
    /// NS: distinct numbers, at least one.
    case numberSet([DecimalNumber])
    /// BS: distinct byte strings, at least one.
    case binarySet([[UInt8]])

    /// Compares values as DynamoDB does.
    public static func == (left: AttributeValue, right: AttributeValue) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.number(let left), .number(let right)): left == right
        case (.binary(let left), .binary(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        case (.map(let left), .map(let right)): left == right
        case (.list(let left), .list(let right)): left == right
        case (.stringSet(let left), .stringSet(let right)):
            areEqualSets(left.map { Array($0.utf8) }, right.map { Array($0.utf8) })
        case (.numberSet(let left), .numberSet(let right)): areEqualSets(left, right)
        case (.binarySet(let left), .binarySet(let right)): areEqualSets(left, right)
        case (.string, _), (.number, _), (.binary, _), (.bool, _), (.null, _), (.map, _),
            (.list, _), (.stringSet, _), (.numberSet, _), (.binarySet, _):
            false
        }
    }

    /// Hashes what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .string(let text): hasher.combine(text)
        case .number(let number): hasher.combine(number)
        case .binary(let bytes): hasher.combine(bytes)
        case .bool(let value): hasher.combine(value)
        case .null: hasher.combine(0)
        case .map(let item): hasher.combine(item)
        case .list(let values): hasher.combine(values)
        case .stringSet(let members): hasher.combine(Set(members.map { Array($0.utf8) }))
        case .numberSet(let members): hasher.combine(Set(members))
        case .binarySet(let members): hasher.combine(Set(members))
        }
    }

    private static func areEqualSets<Member: Hashable>(
        _ left: [Member], _ right: [Member]
    ) -> Bool {
        Set(left) == Set(right)
    }
}
