/// The first look at an expression that was read, in the order of its text and before any
/// placeholder: reserved words, indexes of lists, and functions where they do not belong.
struct ExpressionScreening {
    private enum Place {
        case condition
        case operand
        case argument
    }

    let kind: ExpressionKind

    /// Checks a whole condition.
    func check(_ condition: ExpressionNode) throws(ExpressionError) {
        try check(condition, .condition)
    }

    /// Checks the parts of an update's section.
    func check(_ action: WrittenAction) throws(ExpressionError) {
        try check(action.path)
        if let value = action.value { try check(value, .operand) }
    }

    /// Checks a path.
    func check(_ path: WrittenPath) throws(ExpressionError) {
        for step in path.steps {
            switch step {
            case .name(let name):
                guard !ReservedWords.contains(name) else {
                    throw kind.error(
                        "Attribute name is a reserved keyword; reserved keyword: \(name)")
                }
            case .index(let digits):
                guard let index = Int(digits), index <= ExpressionLimits.indexMax else {
                    throw kind.error(
                        "List index is not within the allowable range; index: [\(digits)]")
                }
            case .placeholder:
                break
            }
        }
    }

    private func check(_ node: ExpressionNode, _ place: Place) throws(ExpressionError) {
        switch node {
        case .path(let path): try check(path)
        case .value: break
        case .call(let name, let operands): try check(name, operands, place)
        case .group(let inner): try check(inner, place)
        case .comparison(_, let left, let right), .sum(let left, let right, _):
            try check(left, .operand)
            try check(right, .operand)
        case .between(let operand, let low, let high):
            for node in [operand, low, high] { try check(node, .operand) }
        case .membership(let operand, let members):
            try check(operand, .operand)
            for member in members { try check(member, .operand) }
        case .all(let parts), .any(let parts):
            for part in parts { try check(part, .condition) }
        case .not(let part): try check(part, .condition)
        }
    }

    private func check(
        _ name: String, _ operands: [ExpressionNode], _ place: Place
    ) throws(ExpressionError) {
        guard let function = ExpressionFunction(rawValue: name) else {
            throw kind.error("Invalid function name; function: \(name)")
        }
        guard function.isForUpdates == (kind == .update) else {
            let other = kind == .update ? "an update" : "a condition"
            throw kind.error(
                "The function is not allowed in \(other) expression; function: \(name)")
        }
        // Nobody knows why a list cannot be appended to what was appended.
        let isMisplaced =
            switch place {
            case .condition: !function.isCondition
            case .operand: function.isCondition
            case .argument: function.isCondition || function == .listAppend
            }
        guard !isMisplaced else {
            throw kind.error(
                "The function is not allowed to be used this way in an expression; "
                    + "function: \(name)")
        }
        if kind != .update { try checkCount(of: operands, function) }
        for operand in operands { try check(operand, .argument) }
    }

    /// Checks how many operands a function has.
    func checkCount(
        of operands: [ExpressionNode], _ function: ExpressionFunction
    ) throws(ExpressionError) {
        guard operands.count == function.operandCount else {
            throw kind.error(
                "Incorrect number of operands for operator or function; operator or function: "
                    + "\(function.rawValue), number of operands: \(operands.count)")
        }
    }
}
