/// Says what an incremental export tells of each change.
///
/// New names may come; those known are constants.
public struct ExportViewType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The item after the change.
    public static let newImage = ExportViewType(rawValue: "NEW_IMAGE")
    /// The item before and after the change; the default.
    public static let newAndOldImages = ExportViewType(rawValue: "NEW_AND_OLD_IMAGES")
}
