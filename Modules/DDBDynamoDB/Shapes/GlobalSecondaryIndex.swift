package import DDBJSON

/// Describes a global index that is to be made.
public struct GlobalSecondaryIndex: Sendable, Hashable {
    /// The name, unique in its table.
    public var indexName: String
    /// The key.
    public var keySchema: [KeySchemaElement]
    /// Which attributes it holds.
    public var projection: Projection
    /// The capacity that is kept ready, where that is paid.
    public var provisionedThroughput: ProvisionedThroughput?
    /// The bounds of its use, where that is paid.
    public var onDemandThroughput: OnDemandThroughput?
    /// What it must be able to serve at once.
    public var warmThroughput: WarmThroughput?

    /// Creates an index.
    public init(
        indexName: String, keySchema: [KeySchemaElement], projection: Projection,
        provisionedThroughput: ProvisionedThroughput? = nil,
        onDemandThroughput: OnDemandThroughput? = nil, warmThroughput: WarmThroughput? = nil
    ) {
        self.indexName = indexName
        self.keySchema = keySchema
        self.projection = projection
        self.provisionedThroughput = provisionedThroughput
        self.onDemandThroughput = onDemandThroughput
        self.warmThroughput = warmThroughput
    }
}

extension GlobalSecondaryIndex: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("IndexName", indexName)
        writer.name("KeySchema")
        writer.list(keySchema)
        writer.member("Projection", projection)
        writer.member("ProvisionedThroughput", provisionedThroughput)
        writer.member("OnDemandThroughput", onDemandThroughput)
        writer.member("WarmThroughput", warmThroughput)
    }
}
