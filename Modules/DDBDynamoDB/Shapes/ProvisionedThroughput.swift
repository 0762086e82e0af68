package import DDBJSON

/// Says how much capacity is kept ready for a table or index.
public struct ProvisionedThroughput: Sendable, Hashable {
    /// The units of reading a second.
    public var readCapacityUnits: Int
    /// The units of writing a second.
    public var writeCapacityUnits: Int

    /// Creates a throughput.
    public init(readCapacityUnits: Int, writeCapacityUnits: Int) {
        self.readCapacityUnits = readCapacityUnits
        self.writeCapacityUnits = writeCapacityUnits
    }
}

extension ProvisionedThroughput: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("ReadCapacityUnits", readCapacityUnits)
        writer.member("WriteCapacityUnits", writeCapacityUnits)
    }
}
