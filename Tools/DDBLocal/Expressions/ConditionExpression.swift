package import DDBAttributes

/// What must hold for a write to happen.
///
/// ```swift
/// var inputs = try ExpressionInputs(values: [":v": .number(1)])
/// let condition = try ConditionExpression(parsing: "attribute_not_exists(a) OR a < :v",
///     inputs: &inputs)
/// try inputs.checkAllUsed()
/// condition.isSatisfied(by: nil)   // true
/// ```
package struct ConditionExpression: Sendable {
    private let condition: Condition
    private let paths: [DocumentPath]

    /// Reads an expression.
    ///
    /// - Throws: ``ExpressionError`` where DynamoDB would refuse it.
    package init(
        parsing text: String, inputs: inout ExpressionInputs
    ) throws(ExpressionError) {
        (condition, paths) = try Condition.parse(text, .condition, &inputs)
    }

    /// Whether it holds for an item; nil is an item that is not there.
    package func isSatisfied(by item: Item?) -> Bool {
        condition.isSatisfied(by: item ?? Item())
    }

    /// Refuses paths into keys, which are never maps or lists.
    package func checkKeys(_ names: [String]) throws(ExpressionError) {
        try DocumentPath.checkKeys(names, of: paths)
    }
}

extension Condition {
    /// Reads a condition of some expression, and the paths that it names.
    static func parse(
        _ text: String, _ kind: ExpressionKind, _ inputs: inout ExpressionInputs
    ) throws(ExpressionError) -> (Condition, [DocumentPath]) {
        var parser = try ExpressionParser(text, kind: kind)
        let node = try parser.condition()
        try ExpressionScreening(kind: kind).check(node)
        try parser.checkOperatorCount()
        var resolver = ExpressionResolver(kind: kind, inputs: inputs)
        let condition = try resolver.condition(node)
        inputs = resolver.inputs
        return (condition, resolver.paths)
    }
}

extension DocumentPath {
    /// Refuses paths into keys, which are never maps or lists.
    static func checkKeys(
        _ names: [String], of paths: [DocumentPath]
    ) throws(ExpressionError) {
        for path in paths where path.steps.count > 1 {
            guard names.contains(where: { Step.name($0) == path.steps[0] }) else { continue }
            throw ExpressionError(
                message: "Key attributes must be scalars; list random access '[]' and map lookup "
                    + "'.' are not allowed: Key: \(path.attribute)")
        }
    }
}
