public import DDBBase
package import DDBJSON

/// Tells from what a table was restored.
public struct RestoreSummary: Sendable, Hashable {
    /// The ARN of the backup.
    public var sourceBackupARN: String?
    /// The ARN of the table that the backup was of.
    public var sourceTableARN: String?
    /// The moment that was restored.
    public var restoreDateTime: Instant
    /// Whether it is still being restored.
    public var restoreInProgress: Bool
}

extension RestoreSummary: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        sourceBackupARN = try members.string("SourceBackupArn")
        sourceTableARN = try members.string("SourceTableArn")
        restoreDateTime = try members.required("RestoreDateTime", members.instant)
        restoreInProgress = try members.required("RestoreInProgress", members.bool)
    }
}
