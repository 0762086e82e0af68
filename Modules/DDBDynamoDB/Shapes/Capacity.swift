package import DDBJSON

/// Tells the capacity that a table or index took.
public struct Capacity: Sendable, Hashable {
    /// The units of reading.
    public var readCapacityUnits: Double?
    /// The units of writing.
    public var writeCapacityUnits: Double?
    /// All units.
    public var capacityUnits: Double?
}

extension Capacity: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        readCapacityUnits = try members.double("ReadCapacityUnits")
        writeCapacityUnits = try members.double("WriteCapacityUnits")
        capacityUnits = try members.double("CapacityUnits")
    }
}
