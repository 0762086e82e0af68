package import DDBJSON

/// Says with what a table is encrypted.
public struct SSESpecification: Sendable, Hashable {
    /// Whether a key of KMS is used.
    public var enabled: Bool?
    /// With what it is encrypted.
    public var sseType: SSEType?
    /// The key of KMS, where it is not DynamoDB's own.
    public var kmsMasterKeyID: String?

    /// Creates a specification.
    public init(enabled: Bool? = nil, sseType: SSEType? = nil, kmsMasterKeyID: String? = nil) {
        self.enabled = enabled
        self.sseType = sseType
        self.kmsMasterKeyID = kmsMasterKeyID
    }
}

extension SSESpecification: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("Enabled", enabled)
        writer.member("SSEType", sseType)
        writer.member("KMSMasterKeyId", kmsMasterKeyID)
    }
}
