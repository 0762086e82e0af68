package import DDBJSON

/// Bounds the use of a table or index that is paid by use; -1 removes a bound.
public struct OnDemandThroughput: Sendable, Hashable {
    /// The most units of reading a second.
    public var maxReadRequestUnits: Int?
    /// The most units of writing a second.
    public var maxWriteRequestUnits: Int?

    /// Creates bounds.
    public init(maxReadRequestUnits: Int? = nil, maxWriteRequestUnits: Int? = nil) {
        self.maxReadRequestUnits = maxReadRequestUnits
        self.maxWriteRequestUnits = maxWriteRequestUnits
    }
}

extension OnDemandThroughput: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        maxReadRequestUnits = try members.integer("MaxReadRequestUnits")
        maxWriteRequestUnits = try members.integer("MaxWriteRequestUnits")
    }
}

extension OnDemandThroughput: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("MaxReadRequestUnits", maxReadRequestUnits)
        writer.member("MaxWriteRequestUnits", maxWriteRequestUnits)
    }
}
