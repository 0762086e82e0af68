/// Says whether a table is backed up continuously.
///
/// New names may come; those known are constants.
public struct ContinuousBackupsStatus: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It is; always so for tables of today.
    public static let enabled = ContinuousBackupsStatus(rawValue: "ENABLED")
    /// It is not.
    public static let disabled = ContinuousBackupsStatus(rawValue: "DISABLED")
}
