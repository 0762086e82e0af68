/// Says what an export holds.
///
/// New names may come; those known are constants.
public struct ExportType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The whole table as of a moment.
    public static let fullExport = ExportType(rawValue: "FULL_EXPORT")
    /// What changed between two moments.
    public static let incrementalExport = ExportType(rawValue: "INCREMENTAL_EXPORT")
}
