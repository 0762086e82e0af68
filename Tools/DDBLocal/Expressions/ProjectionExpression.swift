package import DDBAttributes

/// Which attributes of items are returned.
///
/// ```swift
/// var inputs = try ExpressionInputs()
/// let projection = try ProjectionExpression(parsing: "a, b.c[2], b.c[0]", inputs: &inputs)
/// projection.apply(to: item)   // {"a":..,"b":{"M":{"c":{"L":[the first, the third]}}}}
/// ```
package struct ProjectionExpression: Sendable {
    /// The paths in the order of the text.
    package let paths: [DocumentPath]
    private let tree: PathTree

    /// Reads an expression.
    ///
    /// - Throws: ``ExpressionError`` where DynamoDB would refuse it.
    package init(
        parsing text: String, inputs: inout ExpressionInputs
    ) throws(ExpressionError) {
        var parser = try ExpressionParser(text, kind: .projection)
        let written = try parser.projection()
        for path in written { try ExpressionScreening(kind: .projection).check(path) }
        var resolver = ExpressionResolver(kind: .projection, inputs: inputs)
        for path in written { _ = try resolver.path(path) }
        tree = try PathTree(resolver.paths, kind: .projection)
        paths = resolver.paths
        inputs = resolver.inputs
    }

    /// Returns the parts of an item; none of them need be there.
    package func apply(to item: Item) -> Item {
        tree.projection(of: item)
    }

    /// Refuses paths into keys, which are never maps or lists.
    package func checkKeys(_ names: [String]) throws(ExpressionError) {
        try DocumentPath.checkKeys(names, of: paths)
    }
}
