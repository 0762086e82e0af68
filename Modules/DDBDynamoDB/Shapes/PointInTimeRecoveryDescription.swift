public import DDBBase
package import DDBJSON

/// Tells as of which moments a table can be restored and exported.
public struct PointInTimeRecoveryDescription: Sendable, Hashable {
    /// Whether it can.
    public var pointInTimeRecoveryStatus: PointInTimeRecoveryStatus?
    /// How far back, 1 to 35 days.
    public var recoveryPeriodInDays: Int?
    /// The earliest moment.
    public var earliestRestorableDateTime: Instant?
    /// The latest moment, about five minutes ago.
    public var latestRestorableDateTime: Instant?
}

extension PointInTimeRecoveryDescription: JSONReadable {
    package init(_ members: JSONMembers) throws(JSONMemberError) {
        pointInTimeRecoveryStatus = try members.name("PointInTimeRecoveryStatus")
        recoveryPeriodInDays = try members.integer("RecoveryPeriodInDays")
        earliestRestorableDateTime = try members.instant("EarliestRestorableDateTime")
        latestRestorableDateTime = try members.instant("LatestRestorableDateTime")
    }
}
