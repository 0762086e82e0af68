import DDBAttributes

/// Turns a key condition into the range of keys that it asks for.
enum QueryRange {
    /// The range of a query.
    static func range(
        _ condition: KeyConditionExpression, _ key: KeySchema, after: TableKey?, isForward: Bool
    ) throws(ServiceRefusal) -> KeyRange {
        var partition: [UInt8] = []
        append(condition.partitionValue, to: &partition)
        let whole = TableKey(partition: partition)
        let bounds = bounds(condition.sort, whole)
        if let after {
            guard after.hash == whole.hash, after.rest.starts(with: whole.rest) else {
                throw .validation(
                    "The provided starting key is outside query boundaries based on provided"
                        + " conditions")
            }
            guard after >= bounds.first, after < bounds.end else {
                throw .validation(
                    "The provided starting key does not match the range key predicate")
            }
        }
        return KeyRange(
            first: bounds.first, after: after, end: bounds.end, isForward: isForward)
    }

    private static func bounds(
        _ sort: SortKeyCondition?, _ whole: TableKey
    ) -> (first: TableKey, end: TableKey) {
        switch sort {
        case nil: (whole, behind(whole))
        case .equal(let value): (key(whole, value), behind(key(whole, value)))
        case .less(let value): (whole, key(whole, value))
        case .lessOrEqual(let value): (whole, behind(key(whole, value)))
        case .greater(let value): (behind(key(whole, value)), behind(whole))
        case .greaterOrEqual(let value): (key(whole, value), behind(whole))
        case .between(let low, let high): (key(whole, low), behind(key(whole, high)))
        case .beginsWith(let value): beginning(whole, value)
        }
    }

    private static func beginning(
        _ whole: TableKey, _ value: AttributeValue
    ) -> (first: TableKey, end: TableKey) {
        var first = key(whole, value)
        // Without the end of the text, what follows may be anything.
        first.rest.removeLast(2)
        guard first.rest.count > whole.rest.count else { return (whole, behind(whole)) }
        return (first, behind(first))
    }

    private static func key(_ whole: TableKey, _ value: AttributeValue) -> TableKey {
        var key = whole
        append(value, to: &key.rest)
        return key
    }

    private static func append(_ value: AttributeValue, to key: inout [UInt8]) {
        switch value {
        case .string(let text): KeyOrder.append(Array(text.utf8), to: &key)
        case .binary(let bytes): KeyOrder.append(bytes, to: &key)
        case .number(let number): KeyOrder.append(number, to: &key)
        case .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet:
            preconditionFailure("a key condition has been checked against the key's types")
        }
    }

    /// The first key behind all that begin with a key's bytes.
    private static func behind(_ key: TableKey) -> TableKey {
        var rest = key.rest
        while let last = rest.last {
            guard last == 0xFF else {
                rest[rest.count - 1] = last + 1
                return TableKey(hash: key.hash, rest: rest)
            }
            rest.removeLast()
        }
        return TableKey(hash: key.hash &+ 1, rest: [])
    }
}
