package import DDBJSON

/// Tells how the capacity of a stream is set.
public struct StreamModeDetails: Sendable, Hashable {
    /// How it is set.
    public var streamMode: StreamMode
}

extension StreamModeDetails: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        streamMode = try members.required("StreamMode", members.name)
    }
}
