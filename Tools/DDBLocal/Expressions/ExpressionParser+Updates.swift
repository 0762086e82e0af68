/// ```
/// update  = section { section }
/// section = SET path = value {, path = value} | REMOVE path {, path}
///         | ADD path :value {, path :value} | DELETE path :value {, path :value}
/// value   = operand [(+ | -) operand] | ( value )
/// ```
extension ExpressionParser {
    /// Reads a whole text as an update: its sections in the order of the text.
    mutating func update() throws(ExpressionError) -> [[WrittenAction]] {
        var sections: [[WrittenAction]] = []
        repeat {
            sections.append(try section())
        } while token != .end
        return sections
    }

    /// Reads a whole text as paths between commas.
    mutating func projection() throws(ExpressionError) -> [WrittenPath] {
        var paths = [try path()]
        while take(.comma) { paths.append(try path()) }
        try expectEnd()
        return paths
    }

    private mutating func section() throws(ExpressionError) -> [WrittenAction] {
        guard case .keyword(let keyword) = token, let section = keyword.section else {
            throw syntaxError()
        }
        advance()
        var actions = [try action(section)]
        while take(.comma) { actions.append(try action(section)) }
        return actions
    }

    private mutating func action(
        _ section: UpdateSection
    ) throws(ExpressionError) -> WrittenAction {
        var action = WrittenAction(section: section, path: try path())
        switch section {
        case .set:
            try expect(.comparator(.equal))
            action.value = try setValue()
        case .remove:
            break
        case .add, .delete:
            guard token == .valuePlaceholder else { throw syntaxError() }
            action.value = .value(tokenText)
            advance()
        }
        return action
    }

    private mutating func setValue() throws(ExpressionError) -> ExpressionNode {
        let left: ExpressionNode
        if token == .open {
            left = try group { parser throws(ExpressionError) in try parser.setValue() }
        } else {
            left = try operand()
        }
        guard token == .plus || token == .minus else { return left }
        guard left.isOperand else { throw syntaxError() }
        let isDifference = token == .minus
        advance()
        countOperator()
        return .sum(left, try operand(), isDifference: isDifference)
    }
}

extension ExpressionKeyword {
    /// The section of an update that the word begins.
    fileprivate var section: UpdateSection? {
        switch self {
        case .set: .set
        case .remove: .remove
        case .add: .add
        case .delete: .delete
        case .and, .or, .not, .between, .membership: nil
        }
    }
}
