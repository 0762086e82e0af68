package import DDBJSON

/// Tells what a table can serve at once.
public struct TableWarmThroughputDescription: Sendable, Hashable {
    /// The units of reading a second.
    public var readUnitsPerSecond: Int?
    /// The units of writing a second.
    public var writeUnitsPerSecond: Int?
    /// Whether that is so already.
    public var status: TableStatus?
}

extension TableWarmThroughputDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        readUnitsPerSecond = try members.integer("ReadUnitsPerSecond")
        writeUnitsPerSecond = try members.integer("WriteUnitsPerSecond")
        status = try members.name("Status")
    }
}
