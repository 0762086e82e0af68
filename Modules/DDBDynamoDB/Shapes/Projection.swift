package import DDBJSON

/// Says which attributes an index holds.
public struct Projection: Sendable, Hashable {
    /// Which they are.
    public var projectionType: ProjectionType?
    /// The attributes besides the keys, where they are named.
    public var nonKeyAttributes: [String]

    /// Creates a projection.
    public init(projectionType: ProjectionType? = nil, nonKeyAttributes: [String] = []) {
        self.projectionType = projectionType
        self.nonKeyAttributes = nonKeyAttributes
    }
}

extension Projection: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        projectionType = try members.name("ProjectionType")
        nonKeyAttributes = try members.strings("NonKeyAttributes")
    }
}

extension Projection: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("ProjectionType", projectionType)
        writer.member("NonKeyAttributes", nonKeyAttributes)
    }
}
