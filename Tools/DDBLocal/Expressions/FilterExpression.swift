package import DDBAttributes

/// Which of the items that a query or scan has read are returned.
package struct FilterExpression: Sendable {
    private let condition: Condition
    private let paths: [DocumentPath]

    /// Reads an expression.
    ///
    /// - Throws: ``ExpressionError`` where DynamoDB would refuse it.
    package init(
        parsing text: String, inputs: inout ExpressionInputs
    ) throws(ExpressionError) {
        (condition, paths) = try Condition.parse(text, .filter, &inputs)
    }

    /// Whether it holds for an item.
    package func isSatisfied(by item: Item) -> Bool {
        condition.isSatisfied(by: item)
    }

    /// Refuses paths into keys, which are never maps or lists.
    package func checkKeys(_ names: [String]) throws(ExpressionError) {
        try DocumentPath.checkKeys(names, of: paths)
    }

    /// Refuses the keys that a query reads by: those belong into its key condition.
    package func checkNames(noneOf keys: [String]) throws(ExpressionError) {
        for key in keys {
            guard paths.contains(where: { $0.steps[0] == .name(key) }) else { continue }
            throw ExpressionError(
                message: "Filter Expression can only contain non-primary key attributes: "
                    + "Primary key attribute: \(key)")
        }
    }
}
