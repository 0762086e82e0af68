/// Says whether a table can be restored, and exported, as of a moment.
///
/// New names may come; those known are constants.
public struct PointInTimeRecoveryStatus: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It can.
    public static let enabled = PointInTimeRecoveryStatus(rawValue: "ENABLED")
    /// It cannot.
    public static let disabled = PointInTimeRecoveryStatus(rawValue: "DISABLED")
}
