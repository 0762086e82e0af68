import DDBAttributes

extension ExpressionResolver {
    /// Resolves what an update sets.
    mutating func updateOperand(_ node: ExpressionNode) throws(ExpressionError) -> UpdateOperand {
        switch node.inner {
        case .path(let written): return .path(try path(written))
        case .value(let placeholder): return .value(try value(placeholder))
        case .sum(let left, let right, let isDifference):
            let operands = [try updateOperand(left), try updateOperand(right)]
            try check(operands, of: isDifference ? "-" : "+", are: .number)
            return .sum(operands[0], operands[1], isDifference: isDifference)
        case .call(let name, let nodes):
            guard let function = ExpressionFunction(rawValue: name) else {
                preconditionFailure("functions were screened")
            }
            try ExpressionScreening(kind: kind).checkCount(of: nodes, function)
            var operands: [UpdateOperand] = []
            for node in nodes { operands.append(try updateOperand(node)) }
            if function == .listAppend {
                try check(operands, of: name, are: .list)
                return .listAppend(operands[0], operands[1])
            }
            guard case .path(let path) = operands[0] else { throw pathError(function) }
            if let other = operands[1].operand {
                try checkDistinct(name, .path(path), [other])
            }
            return .ifNotExists(path, operands[1])
        case .group, .comparison, .between, .membership, .all, .any, .not:
            preconditionFailure("the parser takes only operands for operands")
        }
    }

    private func check(
        _ operands: [UpdateOperand], of name: String, are type: ValueType
    ) throws(ExpressionError) {
        for operand in operands {
            if let found = operand.staticType, found != type { throw typeError(name, found) }
        }
    }

    /// Resolves the action that has a path resolved already.
    mutating func update(_ action: WrittenAction) throws(ExpressionError) -> UpdateExpression.Action
    {
        switch (action.section, action.value) {
        case (.set, let node?): return .set(try updateOperand(node))
        case (.remove, _): return .remove
        case (.add, .value(let placeholder)?):
            let value = try value(placeholder)
            guard value.type == .number || value.type.isSet else {
                throw sectionTypeError(.add, value.type)
            }
            return .add(value)
        case (.delete, .value(let placeholder)?):
            let value = try value(placeholder)
            guard value.type.isSet else { throw sectionTypeError(.delete, value.type) }
            return .delete(value)
        case (.set, _), (.add, _), (.delete, _):
            preconditionFailure("the parser gives actions the values that they need")
        }
    }

    private func sectionTypeError(_ section: UpdateSection, _ type: ValueType) -> ExpressionError {
        kind.error(
            "Incorrect operand type for operator or function; operator: \(section.rawValue), "
                + "operand type: \(type.longName), typeSet: ALLOWED_FOR_\(section.rawValue)_OPERAND"
        )
    }
}
