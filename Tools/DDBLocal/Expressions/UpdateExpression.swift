package import DDBAttributes

/// What a write changes of an item.
///
/// ```swift
/// var inputs = try ExpressionInputs(values: [":one": .number(1)])
/// let update = try UpdateExpression(
///     parsing: "SET n = n + :one REMOVE old[0]", inputs: &inputs, keys: ["id"])
/// let item = try update.apply(to: before, key: ["id": .string("a")])
/// ```
package struct UpdateExpression: Sendable {
    /// What happens to the value at a path.
    enum Action: Sendable {
        case set(UpdateOperand)
        case remove
        case add(AttributeValue)
        case delete(AttributeValue)
    }

    /// The paths that are written, in the order of the text.
    package let paths: [DocumentPath]
    let actions: [Action]
    let tree: PathTree

    /// Reads an expression for items with the keys named.
    ///
    /// - Throws: ``ExpressionError`` where DynamoDB would refuse it.
    package init(
        parsing text: String, inputs: inout ExpressionInputs, keys: [String]
    ) throws(ExpressionError) {
        var parser = try ExpressionParser(text, kind: .update)
        let sections = try parser.update()
        try Self.screen(sections)
        try parser.checkOperatorCount()
        let written = sections.flatMap { $0 }
        var resolver = ExpressionResolver(kind: .update, inputs: inputs)
        for action in written { _ = try resolver.path(action.path) }
        let paths = resolver.paths
        tree = try PathTree(paths, kind: .update)
        // Values are looked up from the last action to the first.
        var actions: [Action] = []
        for action in written.reversed() { actions.append(try resolver.update(action)) }
        self.actions = actions.reversed()
        self.paths = paths
        inputs = resolver.inputs
        try Self.check(paths, keys)
        try DocumentPath.checkKeys(keys, of: resolver.paths)
    }

    /// Screens sections in the order in which each kind first comes; each may come once.
    private static func screen(_ sections: [[WrittenAction]]) throws(ExpressionError) {
        var seen: Set<UpdateSection> = []
        for first in sections {
            guard let section = first.first?.section, seen.insert(section).inserted else {
                continue
            }
            let same = sections.filter { $0.first?.section == section }
            for action in same.joined() { try ExpressionScreening(kind: .update).check(action) }
            guard same.count == 1 else {
                throw ExpressionKind.update.error(
                    "The \"\(section.rawValue)\" section can only be used once in an update "
                        + "expression;")
            }
        }
    }

    private static func check(
        _ paths: [DocumentPath], _ keys: [String]
    ) throws(ExpressionError) {
        for path in paths where path.steps.count == 1 {
            guard keys.contains(where: { .name($0) == path.steps[0] }) else { continue }
            throw ExpressionError(
                message: "One or more parameter values were invalid: Cannot update attribute "
                    + "\(path.attribute). This attribute is part of the key")
        }
    }

    /// The parts of an item that the update writes, as `UPDATED_OLD` and `UPDATED_NEW` return them.
    package func updatedParts(of item: Item) -> Item {
        tree.projection(of: item)
    }

    /// The types do not fit the operation.
    static var typeError: ExpressionError {
        ExpressionError(
            message: "An operand in the update expression has an incorrect data type")
    }

    /// Adds or subtracts two numbers.
    static func sum(
        _ left: DecimalNumber, _ right: DecimalNumber, isDifference: Bool = false
    ) throws(ExpressionError) -> DecimalNumber {
        guard let sum = DecimalNumber.sum(left, right, isDifference: isDifference) else {
            throw ExpressionError(
                message: "Number overflow. Attempting to store a number with magnitude larger "
                    + "than supported range")
        }
        return sum
    }
}
