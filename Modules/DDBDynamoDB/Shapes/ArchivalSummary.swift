public import DDBBase
package import DDBJSON

/// Tells how a table was archived.
public struct ArchivalSummary: Sendable, Hashable {
    /// When it was.
    public var archivalDateTime: Instant?
    /// Why it was.
    public var archivalReason: String?
    /// The ARN of the backup that it was put into.
    public var archivalBackupARN: String?
}

extension ArchivalSummary: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        archivalDateTime = try members.instant("ArchivalDateTime")
        archivalReason = try members.string("ArchivalReason")
        archivalBackupARN = try members.string("ArchivalBackupArn")
    }
}
