import DDBAttributes

/// A read of one item by its key.
struct ItemRead: Sendable {
    let schema: TableSchema
    let key: TableKey
    private let projection: ProjectionExpression?

    init(_ members: RequestMembers, _ engine: TableEngine) throws(ServiceRefusal) {
        schema = try engine.schema(try TableNames.required(members))
        var expressions = try RequestExpressions(members, takes: [.projection])
        projection = try Self.projection(members, &expressions, schema)
        try expressions.checkAllUsed()
        guard var cursor = members.cursor("Key") else {
            throw .constraint("null", at: "key", "Member must not be null")
        }
        var reader = ItemReader()
        try reader.read(&cursor)
        key = try ItemKeys.key(of: reader, schema)
    }

    static func projection(
        _ members: RequestMembers, _ expressions: inout RequestExpressions, _ schema: TableSchema
    ) throws(ServiceRefusal) -> ProjectionExpression? {
        let keys = schema.key.attributes.map(\.name)
        return try expressions.parse(members, .projection) {
            text, inputs throws(ExpressionError) in
            let projection = try ProjectionExpression(parsing: text, inputs: &inputs)
            try projection.checkKeys(keys)
            return projection
        }
    }

    /// The JSON of what is returned of an item.
    func projected(_ item: StoredItem) -> [UInt8] {
        guard let projection else { return item.wire }
        return WireEncoder.encode(projection.apply(to: item.item))
    }
}
