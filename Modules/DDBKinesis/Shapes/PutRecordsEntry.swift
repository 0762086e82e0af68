package import DDBJSON

/// A record that is to be written.
public struct PutRecordsEntry: Sendable, Hashable {
    /// Its bytes.
    public var data: [UInt8]
    /// The key by which its shard is found.
    public var partitionKey: String
    /// The place among the hash keys, instead of the MD5 of the partition key.
    public var explicitHashKey: String?

    /// Creates an entry.
    public init(data: [UInt8], partitionKey: String, explicitHashKey: String? = nil) {
        self.data = data
        self.partitionKey = partitionKey
        self.explicitHashKey = explicitHashKey
    }
}

extension PutRecordsEntry: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("Data", base64: data)
        writer.member("PartitionKey", partitionKey)
        writer.member("ExplicitHashKey", explicitHashKey)
    }
}

extension PutRecordsEntry: CustomReflectable {
    /// A mirror without the data and the keys.
    public var customMirror: Mirror {
        Mirror(self, children: ["dataByteCount": data.count], displayStyle: .struct)
    }
}
