public import DDBAttributes
public import DDBClientCore

extension TableDescription {
    /// Returns the table's key with the types of its attributes.
    ///
    /// - Throws: `ClientError` with code `badResponse` where the description does not tell it.
    public func itemKey() throws(ClientError) -> KeySchema {
        guard let partition = keySchema.first(where: { $0.keyType == .hash }) else {
            throw badDescription("has no partition key", cause: nil)
        }
        let partitionKey = try attribute(partition.attributeName)
        var sortKey: KeySchema.Attribute?
        if let sort = keySchema.first(where: { $0.keyType == .range }) {
            sortKey = try attribute(sort.attributeName)
        }
        do throws(AttributeError) {
            return try KeySchema(partition: partitionKey, sort: sortKey)
        } catch {
            throw badDescription("has no proper key", cause: error)
        }
    }

    /// Returns the key attributes of the table's indexes, for a `WriteChecker`.
    ///
    /// - Throws: As ``itemKey()``.
    public func indexAttributes() throws(ClientError) -> [WriteChecker.IndexAttribute] {
        var attributes: [WriteChecker.IndexAttribute] = []
        let schemas =
            localSecondaryIndexes.map(\.keySchema) + globalSecondaryIndexes.map(\.keySchema)
        for element in schemas.flatMap({ $0 }) {
            let attribute = WriteChecker.IndexAttribute(
                try attribute(element.attributeName), isPartition: element.keyType == .hash)
            if !attributes.contains(attribute) { attributes.append(attribute) }
        }
        return attributes
    }

    private func attribute(_ name: String) throws(ClientError) -> KeySchema.Attribute {
        let definition = attributeDefinitions.first { $0.attributeName == name }
        guard
            let type = definition.flatMap({
                KeySchema.ScalarType(rawValue: $0.attributeType.rawValue)
            })
        else { throw badDescription("does not tell the type of a key attribute", cause: nil) }
        return KeySchema.Attribute(name, type)
    }

    private func badDescription(_ problem: String, cause: (any Error)?) -> ClientError {
        ClientError(
            .badResponse, operation: DescribeTableRequest.operation,
            "The description of the table \(tableName) \(problem).", delivery: .unknown,
            cause: cause)
    }
}
