package import DDBJSON

/// Changes the capacity of a global index.
public struct UpdateGlobalSecondaryIndexAction: Sendable, Hashable {
    /// The index.
    public var indexName: String
    /// The capacity that is kept ready.
    public var provisionedThroughput: ProvisionedThroughput?
    /// The bounds of its use.
    public var onDemandThroughput: OnDemandThroughput?
    /// What it must be able to serve at once.
    public var warmThroughput: WarmThroughput?

    /// Creates a change.
    public init(
        indexName: String, provisionedThroughput: ProvisionedThroughput? = nil,
        onDemandThroughput: OnDemandThroughput? = nil, warmThroughput: WarmThroughput? = nil
    ) {
        self.indexName = indexName
        self.provisionedThroughput = provisionedThroughput
        self.onDemandThroughput = onDemandThroughput
        self.warmThroughput = warmThroughput
    }
}

extension UpdateGlobalSecondaryIndexAction: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("IndexName", indexName)
        writer.member("ProvisionedThroughput", provisionedThroughput)
        writer.member("OnDemandThroughput", onDemandThroughput)
        writer.member("WarmThroughput", warmThroughput)
    }
}
