/// Reads expressions by recursive descent; a wrong one is refused in DynamoDB's words.
struct ExpressionParser {
    let kind: ExpressionKind
    /// How many operators there are, at most one more than are allowed.
    private(set) var operatorCount = 0
    private let text: [UInt8]
    private let tokens: [ExpressionToken]
    private var index = 0
    private var depth = 0

    init(_ expression: String, kind: ExpressionKind) throws(ExpressionError) {
        self.kind = kind
        text = Array(expression.utf8)
        guard !text.isEmpty else { throw kind.error("The expression can not be empty;") }
        guard text.count <= ExpressionLimits.bytesMax else {
            throw kind.error(
                "Expression size has exceeded the maximum allowed size; "
                    + "expression size: \(text.count)")
        }
        tokens = ExpressionTokenizer.tokens(of: text)
    }

    // MARK: tokens

    var token: ExpressionToken.Kind { tokens[index].kind }

    var tokenText: String { String(decoding: text[tokens[index].range], as: UTF8.self) }

    /// The kind of the token after the current one.
    var tokenAhead: ExpressionToken.Kind { tokens[min(index + 1, tokens.count - 1)].kind }

    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    mutating func take(_ expected: ExpressionToken.Kind) -> Bool {
        guard token == expected else { return false }
        advance()
        return true
    }

    mutating func expect(_ expected: ExpressionToken.Kind) throws(ExpressionError) {
        guard take(expected) else { throw syntaxError() }
    }

    func expectEnd() throws(ExpressionError) {
        guard token == .end else { throw syntaxError() }
    }

    /// The current token is not one that may stand there.
    func syntaxError() -> ExpressionError {
        let range = tokens[index].range
        let start = index > 0 ? tokens[index - 1].range.lowerBound : 0
        let end = index + 1 < tokens.count ? tokens[index + 1].range.upperBound : range.upperBound
        let name = token == .end ? "<EOF>" : tokenText
        let near = String(decoding: text[start..<end], as: UTF8.self)
        return kind.error(#"Syntax error; token: "\#(name)", near: "\#(near)""#)
    }

    // MARK: limits

    mutating func countOperator() {
        operatorCount = min(operatorCount + 1, ExpressionLimits.operatorsMax + 1)
    }

    func checkOperatorCount() throws(ExpressionError) {
        guard operatorCount <= ExpressionLimits.operatorsMax else { throw tooManyOperators() }
    }

    private func tooManyOperators() -> ExpressionError {
        let count = ExpressionLimits.operatorsMax + 1
        return kind.error("The expression contains too many operators; operator count: \(count)")
    }

    /// Enters something that encloses others.
    mutating func descend() throws(ExpressionError) {
        depth += 1
        guard depth > ExpressionLimits.depthMax else { return }
        let operators = tokens.count { token in
            switch token.kind {
            case .comparator, .plus, .minus, .keyword: true
            case .name, .namePlaceholder, .valuePlaceholder, .integer, .open, .close, .openBracket,
                .closeBracket, .comma, .dot, .unknown, .end:
                false
            }
        }
        if operators > ExpressionLimits.operatorsMax { throw tooManyOperators() }
        throw kind.error("The expression has too many nesting levels; nesting levels: \(depth)")
    }

    mutating func ascend() { depth -= 1 }

    // MARK: operands

    /// Reads `:value`, a path, a call, or one of them in parentheses.
    mutating func operand() throws(ExpressionError) -> ExpressionNode {
        switch token {
        case .valuePlaceholder:
            let name = tokenText
            advance()
            return .value(name)
        case .open:
            return try group { parser throws(ExpressionError) in try parser.operand() }
        case .name where tokenAhead == .open:
            return try call()
        case .name, .namePlaceholder:
            return .path(try path())
        case .integer, .keyword, .comparator, .close, .openBracket, .closeBracket, .comma, .dot,
            .plus, .minus, .unknown, .end:
            throw syntaxError()
        }
    }

    /// Reads what a function reads, in parentheses that are not right around others.
    mutating func group(
        _ content: (inout ExpressionParser) throws(ExpressionError) -> ExpressionNode
    ) throws(ExpressionError) -> ExpressionNode {
        try expect(.open)
        try descend()
        let node = try content(&self)
        ascend()
        try expect(.close)
        if case .group = node { throw kind.error("The expression has redundant parentheses;") }
        return .group(node)
    }

    private mutating func call() throws(ExpressionError) -> ExpressionNode {
        let name = tokenText
        advance()
        try expect(.open)
        try descend()
        let operands = try operands()
        ascend()
        try expect(.close)
        return .call(name, operands)
    }

    /// Reads operands between commas, at least one.
    mutating func operands() throws(ExpressionError) -> [ExpressionNode] {
        var operands = [try operand()]
        while take(.comma) { operands.append(try operand()) }
        return operands
    }

    /// Reads a path: `a.#b[0]`.
    mutating func path() throws(ExpressionError) -> WrittenPath {
        var path = WrittenPath(steps: [try pathName()])
        while true {
            if take(.dot) {
                path.steps.append(try pathName())
            } else if take(.openBracket) {
                guard token == .integer else { throw syntaxError() }
                path.steps.append(.index(tokenText))
                advance()
                try expect(.closeBracket)
            } else {
                return path
            }
        }
    }

    private mutating func pathName() throws(ExpressionError) -> WrittenPath.Step {
        let text = tokenText
        switch token {
        case .name:
            advance()
            return .name(text)
        case .namePlaceholder:
            advance()
            return .placeholder(text)
        case .valuePlaceholder, .integer, .keyword, .comparator, .open, .close, .openBracket,
            .closeBracket, .comma, .dot, .plus, .minus, .unknown, .end:
            throw syntaxError()
        }
    }
}
