package import DDBAttributes

/// Which items a query reads: those of one partition key, and of some sort keys.
package struct KeyConditionExpression: Sendable {
    /// The value of the partition key.
    package let partitionValue: AttributeValue
    /// What is asked of the sort key; nil where all are read.
    package let sort: SortKeyCondition?

    /// Reads an expression against the key of a table or an index.
    ///
    /// - Throws: ``ExpressionError`` where DynamoDB would refuse it.
    package init(
        parsing text: String, inputs: inout ExpressionInputs, partition: KeyAttribute,
        sort: KeyAttribute?
    ) throws(ExpressionError) {
        let (condition, _) = try Condition.parse(text, .keyCondition, &inputs)
        let terms = try Self.terms(of: condition)
        var found: [(key: String, test: SortKeyCondition)] = []
        for term in terms {
            let (key, test) = try Self.test(term)
            guard !found.contains(where: { $0.key.utf8.elementsEqual(key.utf8) }) else {
                throw ExpressionError(
                    message: "KeyConditionExpressions must only contain one condition per key")
            }
            found.append((key, test))
        }
        func test(of key: KeyAttribute) -> SortKeyCondition? {
            found.first { $0.key.utf8.elementsEqual(key.name.utf8) }?.test
        }
        guard found.count <= (sort == nil ? 1 : 2) else {
            throw ExpressionError(message: "Query key condition not supported")
        }
        guard let partitionTest = test(of: partition) else { throw Self.missing(partition) }
        try Self.check(partitionTest, partition)
        guard case .equal(let value) = partitionTest else {
            throw ExpressionError(message: "Query key condition not supported")
        }
        partitionValue = value
        let sortTest = sort.flatMap { test(of: $0) }
        if let sort, found.count == 2 {
            guard let sortTest else { throw Self.missing(sort) }
            try Self.check(sortTest, sort)
        }
        self.sort = sortTest
    }

    private static func missing(_ key: KeyAttribute) -> ExpressionError {
        ExpressionError(message: "Query condition missed key schema element: \(key.name)")
    }

    private static func check(
        _ test: SortKeyCondition, _ key: KeyAttribute
    ) throws(ExpressionError) {
        for value in test.values {
            guard value.type == key.type else {
                throw ExpressionError(
                    message: "One or more parameter values were invalid: "
                        + "Condition parameter type does not match schema type")
            }
            if case .beginsWith = test { continue }
            let emptyType: String? =
                switch value {
                case .string(let text): text.utf8.isEmpty ? "string" : nil
                case .binary(let bytes): bytes.isEmpty ? "binary" : nil
                case .number, .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet: nil
                }
            if let emptyType {
                throw ExpressionError(
                    message: "One or more parameter values are not valid. The AttributeValue for "
                        + "a key attribute cannot contain an empty \(emptyType) value. "
                        + "Key: \(key.name)")
            }
        }
    }

    // MARK: terms

    /// The conditions between the ANDs.
    private static func terms(of condition: Condition) throws(ExpressionError) -> [Condition] {
        switch condition {
        case .all(let parts):
            var terms: [Condition] = []
            for part in parts { terms += try self.terms(of: part) }
            return terms
        case .comparison(.notEqual, _, _): throw operatorError("<>")
        case .any: throw operatorError("OR")
        case .not: throw operatorError("NOT")
        case .membership: throw operatorError("IN")
        case .exists: throw operatorError(ExpressionFunction.attributeExists.rawValue)
        case .notExists: throw operatorError(ExpressionFunction.attributeNotExists.rawValue)
        case .hasType: throw operatorError(ExpressionFunction.attributeType.rawValue)
        case .contains: throw operatorError(ExpressionFunction.contains.rawValue)
        case .comparison, .between, .beginsWith: return [condition]
        }
    }

    private static func operatorError(_ name: String) -> ExpressionError {
        ExpressionError(message: "Invalid operator used in KeyConditionExpression: \(name)")
    }

    private static func conditionError(_ problem: String) -> ExpressionError {
        ExpressionError(message: "Invalid condition in KeyConditionExpression: \(problem)")
    }

    private static func test(
        _ term: Condition
    ) throws(ExpressionError) -> (key: String, test: SortKeyCondition) {
        switch term {
        case .comparison(let comparator, let left, let right):
            let key = try key(among: [left, right])
            let isMirrored = left.path == nil
            let value = try constant(isMirrored ? left : right)
            switch isMirrored ? comparator.mirrored : comparator {
            case .equal: return (key, .equal(value))
            case .less: return (key, .less(value))
            case .lessOrEqual: return (key, .lessOrEqual(value))
            case .greater: return (key, .greater(value))
            case .greaterOrEqual: return (key, .greaterOrEqual(value))
            case .notEqual: throw operatorError("<>")
            }
        case .between(let operand, let low, let high):
            try checkFirst(operand, "BETWEEN")
            let key = try key(among: [operand, low, high])
            return (key, .between(try constant(low), try constant(high)))
        case .beginsWith(let operand, let prefix):
            try checkFirst(operand, ExpressionFunction.beginsWith.rawValue)
            return (try key(among: [operand, prefix]), .beginsWith(try constant(prefix)))
        case .membership, .exists, .notExists, .hasType, .contains, .all, .any, .not:
            preconditionFailure("only comparisons are terms")
        }
    }

    private static func checkFirst(
        _ operand: Operand, _ name: String
    ) throws(ExpressionError) {
        if case .size = operand { throw nestingError }
        guard operand.path != nil else {
            throw conditionError(
                "\(name) operator must have the key attribute as its first operand")
        }
    }

    private static var nestingError: ExpressionError {
        ExpressionError(message: "KeyConditionExpressions cannot contain nested operations")
    }

    /// The one attribute among operands.
    private static func key(among operands: [Operand]) throws(ExpressionError) -> String {
        var key: String?
        for operand in operands {
            switch operand {
            case .size: throw nestingError
            case .value: break
            case .path(let path):
                guard key == nil else {
                    throw conditionError("Multiple attribute names used in one condition")
                }
                guard path.steps.count == 1 else {
                    throw ExpressionError(
                        message: "KeyConditionExpressions cannot have conditions on "
                            + "nested attributes")
                }
                key = path.attribute
            }
        }
        guard let key else { throw conditionError("No key attribute specified") }
        return key
    }

    private static func constant(_ operand: Operand) throws(ExpressionError) -> AttributeValue {
        guard let value = operand.constant else { throw nestingError }
        return value
    }
}
