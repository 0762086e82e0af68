package import DDBJSON

/// Says what a table or index must be able to serve at once.
public struct WarmThroughput: Sendable, Hashable {
    /// The units of reading a second.
    public var readUnitsPerSecond: Int?
    /// The units of writing a second.
    public var writeUnitsPerSecond: Int?

    /// Creates a throughput.
    public init(readUnitsPerSecond: Int? = nil, writeUnitsPerSecond: Int? = nil) {
        self.readUnitsPerSecond = readUnitsPerSecond
        self.writeUnitsPerSecond = writeUnitsPerSecond
    }
}

extension WarmThroughput: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("ReadUnitsPerSecond", readUnitsPerSecond)
        writer.member("WriteUnitsPerSecond", writeUnitsPerSecond)
    }
}
