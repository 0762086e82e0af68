package import DDBJSON

/// Tells how a table is backed up.
public struct ContinuousBackupsDescription: Sendable, Hashable {
    /// Whether it is.
    public var continuousBackupsStatus: ContinuousBackupsStatus
    /// As of which moments it can be restored.
    public var pointInTimeRecoveryDescription: PointInTimeRecoveryDescription?
}

extension ContinuousBackupsDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        continuousBackupsStatus = try members.required("ContinuousBackupsStatus", members.name)
        pointInTimeRecoveryDescription = try members.structure("PointInTimeRecoveryDescription")
    }
}
