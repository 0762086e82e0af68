package import DDBJSON

/// Says whether a table has a stream of its changes, and what that tells.
public struct StreamSpecification: Sendable, Hashable {
    /// Whether there is one.
    public var streamEnabled: Bool
    /// What it tells of each change.
    public var streamViewType: StreamViewType?

    /// Creates a specification.
    public init(streamEnabled: Bool, streamViewType: StreamViewType? = nil) {
        self.streamEnabled = streamEnabled
        self.streamViewType = streamViewType
    }
}

extension StreamSpecification: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        streamEnabled = try members.required("StreamEnabled", members.bool)
        streamViewType = try members.name("StreamViewType")
    }
}

extension StreamSpecification: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("StreamEnabled", streamEnabled)
        writer.member("StreamViewType", streamViewType)
    }
}
