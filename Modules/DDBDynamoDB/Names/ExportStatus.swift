/// Says how far an export is.
///
/// New names may come; those known are constants.
public struct ExportStatus: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It is being written.
    public static let inProgress = ExportStatus(rawValue: "IN_PROGRESS")
    /// It is complete.
    public static let completed = ExportStatus(rawValue: "COMPLETED")
    /// It failed; its description says why.
    public static let failed = ExportStatus(rawValue: "FAILED")
}
