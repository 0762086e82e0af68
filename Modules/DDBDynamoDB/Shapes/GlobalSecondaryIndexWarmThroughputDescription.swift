package import DDBJSON

/// Tells what a global index can serve at once.
public struct GlobalSecondaryIndexWarmThroughputDescription: Sendable, Hashable {
    /// The units of reading a second.
    public var readUnitsPerSecond: Int?
    /// The units of writing a second.
    public var writeUnitsPerSecond: Int?
    /// Whether that is so already.
    public var status: IndexStatus?
}

extension GlobalSecondaryIndexWarmThroughputDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        readUnitsPerSecond = try members.integer("ReadUnitsPerSecond")
        writeUnitsPerSecond = try members.integer("WriteUnitsPerSecond")
        status = try members.name("Status")
    }
}
