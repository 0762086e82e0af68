package import DDBJSON

/// Tells how much capacity a replica keeps ready instead of what its table says.
public struct ProvisionedThroughputOverride: Sendable, Hashable {
    /// The units of reading a second.
    public var readCapacityUnits: Int?
}

extension ProvisionedThroughputOverride: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        readCapacityUnits = try members.integer("ReadCapacityUnits")
    }
}
