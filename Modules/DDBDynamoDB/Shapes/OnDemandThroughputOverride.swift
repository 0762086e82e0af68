package import DDBJSON

/// Bounds the use of a replica instead of what its table says.
public struct OnDemandThroughputOverride: Sendable, Hashable {
    /// The most units of reading a second.
    public var maxReadRequestUnits: Int?
}

extension OnDemandThroughputOverride: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        maxReadRequestUnits = try members.integer("MaxReadRequestUnits")
    }
}
