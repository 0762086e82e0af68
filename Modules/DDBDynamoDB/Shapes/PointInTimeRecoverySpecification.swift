package import DDBJSON

/// Says whether a table can be restored, and exported, as of a moment.
public struct PointInTimeRecoverySpecification: Sendable, Hashable {
    /// Whether it can.
    public var pointInTimeRecoveryEnabled: Bool
    /// How far back, 1 to 35 days; 35 where it is not said.
    public var recoveryPeriodInDays: Int?

    /// Creates a specification.
    public init(pointInTimeRecoveryEnabled: Bool, recoveryPeriodInDays: Int? = nil) {
        self.pointInTimeRecoveryEnabled = pointInTimeRecoveryEnabled
        self.recoveryPeriodInDays = recoveryPeriodInDays
    }
}

extension PointInTimeRecoverySpecification: JSONWritable {
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("PointInTimeRecoveryEnabled", pointInTimeRecoveryEnabled)
        writer.member("RecoveryPeriodInDays", recoveryPeriodInDays)
    }
}
