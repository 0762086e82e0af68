package import DDBJSON

/// Describes a local index that is to be made.
public struct LocalSecondaryIndex: Sendable, Hashable {
    /// The name, unique in its table.
    public var indexName: String
    /// The key: the table's partition key and another sort key.
    public var keySchema: [KeySchemaElement]
    /// Which attributes it holds.
    public var projection: Projection

    /// Creates an index.
    public init(indexName: String, keySchema: [KeySchemaElement], projection: Projection) {
        self.indexName = indexName
        self.keySchema = keySchema
        self.projection = projection
    }
}

extension LocalSecondaryIndex: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("IndexName", indexName)
        writer.name("KeySchema")
        writer.list(keySchema)
        writer.member("Projection", projection)
    }
}
