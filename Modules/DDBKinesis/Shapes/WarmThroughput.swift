package import DDBJSON

/// Tells what a stream can take at once.
public struct WarmThroughput: Sendable, Hashable {
    /// What was asked for, in MiB a second.
    public var targetMiBps: Int?
    /// What it is, in MiB a second.
    public var currentMiBps: Int?
}

extension WarmThroughput: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        targetMiBps = try members.integer("TargetMiBps")
        currentMiBps = try members.integer("CurrentMiBps")
    }
}
