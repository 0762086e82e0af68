/// ```
/// condition  = conjunction { OR conjunction }
/// conjunction = negation { AND negation }
/// negation   = NOT negation | comparison
/// comparison = unit | operand comparator operand | operand BETWEEN operand AND operand
///            | operand IN ( operand {, operand} )
/// unit       = ( condition ) | operand
/// ```
///
/// A group may hold a condition or an operand; which one it must be is known only after it, so both
/// are read the same way and checked where they are used.
extension ExpressionParser {
    /// Reads a whole text as a condition.
    mutating func condition() throws(ExpressionError) -> ExpressionNode {
        let node = try disjunction()
        try require(node.isCondition)
        try expectEnd()
        return node
    }

    /// Refuses the current token where what stands before it cannot stand there alone.
    private func require(_ holds: Bool) throws(ExpressionError) {
        guard holds else { throw syntaxError() }
    }

    private mutating func disjunction() throws(ExpressionError) -> ExpressionNode {
        let first = try conjunction()
        guard token == .keyword(.or) else { return first }
        try require(first.isCondition)
        var parts = [first]
        while take(.keyword(.or)) {
            countOperator()
            parts.append(try conjunction())
            try require(parts[parts.count - 1].isCondition)
        }
        return .any(parts)
    }

    private mutating func conjunction() throws(ExpressionError) -> ExpressionNode {
        let first = try negation()
        guard token == .keyword(.and) else { return first }
        try require(first.isCondition)
        var parts = [first]
        while take(.keyword(.and)) {
            countOperator()
            parts.append(try negation())
            try require(parts[parts.count - 1].isCondition)
        }
        return .all(parts)
    }

    private mutating func negation() throws(ExpressionError) -> ExpressionNode {
        guard take(.keyword(.not)) else { return try comparison() }
        countOperator()
        try descend()
        let node = try negation()
        ascend()
        try require(node.isCondition)
        return .not(node)
    }

    private mutating func comparison() throws(ExpressionError) -> ExpressionNode {
        let left = try unit()
        switch token {
        case .comparator(let comparator):
            try require(left.isOperand)
            advance()
            countOperator()
            return .comparison(comparator, left, try operand())
        case .keyword(.between):
            try require(left.isOperand)
            advance()
            countOperator()
            let low = try operand()
            try expect(.keyword(.and))
            return .between(left, low: low, high: try operand())
        case .keyword(.membership):
            try require(left.isOperand)
            advance()
            countOperator()
            try expect(.open)
            let members = try operands()
            try expect(.close)
            return .membership(left, members)
        case .name, .namePlaceholder, .valuePlaceholder, .integer, .keyword, .open, .close,
            .openBracket, .closeBracket, .comma, .dot, .plus, .minus, .unknown, .end:
            return left
        }
    }

    private mutating func unit() throws(ExpressionError) -> ExpressionNode {
        guard token == .open else { return try operand() }
        return try group { parser throws(ExpressionError) in try parser.disjunction() }
    }
}
