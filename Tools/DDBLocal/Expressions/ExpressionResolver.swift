import DDBAttributes

/// The second look at an expression: placeholders are looked up, and operands checked that the
/// request gives.
struct ExpressionResolver {
    let kind: ExpressionKind
    private(set) var inputs: ExpressionInputs
    /// The paths that were resolved, in their order.
    private(set) var paths: [DocumentPath] = []

    init(kind: ExpressionKind, inputs: ExpressionInputs) {
        self.kind = kind
        self.inputs = inputs
    }

    // MARK: paths and operands

    /// Looks up the names of a path.
    mutating func path(_ written: WrittenPath) throws(ExpressionError) -> DocumentPath {
        var steps: [DocumentPath.Step] = []
        for step in written.steps {
            switch step {
            case .name(let name): steps.append(.name(name))
            case .index(let digits): steps.append(.index(Int(digits) ?? ExpressionLimits.indexMax))
            case .placeholder(let placeholder):
                guard let name = inputs.name(of: placeholder) else {
                    throw kind.error(
                        "An expression attribute name used in the document path is not defined; "
                            + "attribute name: \(placeholder)")
                }
                steps.append(.name(name))
            }
        }
        guard steps.count <= ExpressionLimits.pathStepsMax else {
            throw kind.error(
                "The document path has too many nesting levels; nesting levels: \(steps.count)")
        }
        let path = DocumentPath(steps: steps)
        paths.append(path)
        return path
    }

    /// Looks up a value.
    mutating func value(_ placeholder: String) throws(ExpressionError) -> AttributeValue {
        guard let value = inputs.value(of: placeholder) else {
            throw kind.error(
                "An expression attribute value used in expression is not defined; "
                    + "attribute value: \(placeholder)")
        }
        return value
    }

    /// Resolves an operand of a condition.
    mutating func operand(_ node: ExpressionNode) throws(ExpressionError) -> Operand {
        switch node.inner {
        case .path(let written): return .path(try path(written))
        case .value(let placeholder): return .value(try value(placeholder))
        case .call(_, let operands):
            // Of the functions only `size` is an operand of conditions; others were refused.
            let operand = try operand(operands[0])
            if let type = operand.staticType, [.number, .bool, .null].contains(type) {
                throw typeError("size", type)
            }
            return .size(operand)
        case .group, .comparison, .between, .membership, .all, .any, .not, .sum:
            preconditionFailure("the parser takes only operands for operands")
        }
    }

    // MARK: conditions

    /// Resolves a condition.
    mutating func condition(_ node: ExpressionNode) throws(ExpressionError) -> Condition {
        switch node.inner {
        case .comparison(let comparator, let left, let right):
            return try comparison(comparator, try operand(left), try operand(right))
        case .between(let node, let low, let high):
            return try between(try operand(node), try operand(low), try operand(high))
        case .membership(let node, let nodes):
            return try membership(try operand(node), nodes)
        case .call(let name, let operands):
            guard let function = ExpressionFunction(rawValue: name) else {
                preconditionFailure("functions were screened")
            }
            return try condition(function, operands)
        case .all(let nodes): return .all(try conditions(nodes))
        case .any(let nodes): return .any(try conditions(nodes))
        case .not(let node): return .not(try condition(node))
        case .path, .value, .group, .sum:
            preconditionFailure("the parser takes only conditions for conditions")
        }
    }

    private mutating func conditions(
        _ nodes: [ExpressionNode]
    ) throws(ExpressionError) -> [Condition] {
        var conditions: [Condition] = []
        for node in nodes { conditions.append(try condition(node)) }
        return conditions
    }

    private func comparison(
        _ comparator: Comparator, _ left: Operand, _ right: Operand
    ) throws(ExpressionError) -> Condition {
        try checkDistinct(comparator.rawValue, left, [right])
        if comparator != .equal, comparator != .notEqual {
            try checkOrdered(comparator.rawValue, [left, right])
        }
        return .comparison(comparator, left, right)
    }

    private func between(
        _ operand: Operand, _ low: Operand, _ high: Operand
    ) throws(ExpressionError) -> Condition {
        try checkDistinct("BETWEEN", operand, [low, high])
        try checkOrdered("BETWEEN", [operand, low, high])
        if let lower = low.constant, let upper = high.constant {
            let bounds =
                "lower bound operand: \(lower.boundText), upper bound operand: \(upper.boundText)"
            guard let order = AttributeValue.order(lower, upper) else {
                throw kind.error(
                    "The BETWEEN operator requires same data type for lower and upper bounds; "
                        + bounds)
            }
            guard order <= 0 else {
                throw kind.error(
                    "The BETWEEN operator requires upper bound to be greater than or equal to "
                        + "lower bound; \(bounds)")
            }
        }
        return .between(operand, low: low, high: high)
    }

    private mutating func membership(
        _ operand: Operand, _ nodes: [ExpressionNode]
    ) throws(ExpressionError) -> Condition {
        var members: [Operand] = []
        for node in nodes { members.append(try self.operand(node)) }
        guard members.count <= ExpressionLimits.membersMax else {
            throw kind.error(
                "The IN operator is provided with too many operands; "
                    + "number of operands: \(members.count)")
        }
        try checkDistinct("IN", operand, members)
        return .membership(operand, members)
    }

    private mutating func condition(
        _ function: ExpressionFunction, _ nodes: [ExpressionNode]
    ) throws(ExpressionError) -> Condition {
        var operands: [Operand] = []
        for node in nodes { operands.append(try operand(node)) }
        if operands.count == 2 { try checkDistinct(function.rawValue, operands[0], [operands[1]]) }
        switch function {
        case .attributeExists: return .exists(try requiredPath(operands[0], function))
        case .attributeNotExists: return .notExists(try requiredPath(operands[0], function))
        case .attributeType:
            return .hasType(try requiredPath(operands[0], function), try typeName(operands[1]))
        case .beginsWith:
            for operand in operands {
                if let type = operand.staticType, type != .string, type != .binary {
                    throw typeError(function.rawValue, type)
                }
            }
            return .beginsWith(operands[0], operands[1])
        case .contains: return .contains(operands[0], operands[1])
        case .size, .ifNotExists, .listAppend:
            preconditionFailure("functions were screened")
        }
    }

    private func requiredPath(
        _ operand: Operand, _ function: ExpressionFunction
    ) throws(ExpressionError) -> DocumentPath {
        guard let path = operand.path else { throw pathError(function) }
        return path
    }

    /// A function that needs a path was given something else.
    func pathError(_ function: ExpressionFunction) -> ExpressionError {
        kind.error(
            "Operator or function requires a document path; "
                + "operator or function: \(function.rawValue)")
    }

    private func typeName(_ operand: Operand) throws(ExpressionError) -> ValueType {
        let function = ExpressionFunction.attributeType.rawValue
        guard case .string(let name)? = operand.constant else {
            let found = operand.staticType?.rawValue ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"
            throw kind.error(
                "Incorrect operand type for operator or function; "
                    + "operator or function: \(function), operand type: \(found)")
        }
        guard let type = ValueType(rawValue: name) else {
            throw kind.error(
                "Invalid attribute type name found; type: \(name), "
                    + "valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}")
        }
        return type
    }

    // MARK: checks of operands

    /// An operand that the request gave has a type that the operator does not take.
    func typeError(_ name: String, _ type: ValueType) -> ExpressionError {
        kind.error(
            "Incorrect operand type for operator or function; "
                + "operator or function: \(name), operand type: \(type.rawValue)")
    }

    private func checkOrdered(_ name: String, _ operands: [Operand]) throws(ExpressionError) {
        for operand in operands {
            if let type = operand.staticType, !type.isOrdered { throw typeError(name, type) }
        }
    }

    /// Nothing may be compared with itself.
    func checkDistinct(
        _ name: String, _ first: Operand, _ others: [Operand]
    ) throws(ExpressionError) {
        guard let path = first.path, others.contains(where: { $0.path == path }) else { return }
        throw kind.error(
            "The first operand must be distinct from the remaining operands for this operator or "
                + "function; operator: \(name), first operand: \(path.text)")
    }
}
