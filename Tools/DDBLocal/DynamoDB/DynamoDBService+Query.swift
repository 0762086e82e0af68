import DDBBase

extension DynamoDBService {
    func query(_ members: RequestMembers) throws(ServiceRefusal) -> [UInt8] {
        let schema = try engine.schema(try TableNames.required(members))
        let report = try CapacityReport(members)
        var expressions = try RequestExpressions(
            members, takes: [.filter, .projection, .keyCondition])
        let page = try PageRequest(members, schema, &expressions)
        let key = page.index?.key ?? schema.key
        let condition = try expressions.parse(members, .keyCondition) {
            text, inputs throws(ExpressionError) in
            try KeyConditionExpression(
                parsing: text, inputs: &inputs, partition: key.partition.attribute,
                sort: key.sort?.attribute)
        }
        try expressions.checkAllUsed()
        guard let condition else {
            throw .validation(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in"
                    + " the request.")
        }
        do throws(ExpressionError) {
            try page.filter?.checkNames(noneOf: key.attributes.map(\.name))
        } catch {
            throw .validation(error.message)
        }
        let range = try QueryRange.range(
            condition, key, after: try page.start(members),
            isForward: try members.bool("ScanIndexForward") ?? true)
        return try read(page, range, report)
    }
}

extension KeyPart {
    /// The attribute as key conditions know it.
    fileprivate var attribute: KeyAttribute {
        let type: ValueType =
            switch kind {
            case .number: .number
            case .binary: .binary
            case .string, .bool, .null, .map, .list, .stringSet, .numberSet, .binarySet: .string
            }
        return KeyAttribute(name: name, type: type)
    }
}
