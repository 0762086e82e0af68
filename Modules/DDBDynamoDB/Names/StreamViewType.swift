/// Says what a stream tells of each change.
///
/// New names may come; those known are constants.
public struct StreamViewType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The item after the change.
    public static let newImage = StreamViewType(rawValue: "NEW_IMAGE")
    /// The item before the change.
    public static let oldImage = StreamViewType(rawValue: "OLD_IMAGE")
    /// The item before and after the change.
    public static let newAndOldImages = StreamViewType(rawValue: "NEW_AND_OLD_IMAGES")
    /// The key of the item alone.
    public static let keysOnly = StreamViewType(rawValue: "KEYS_ONLY")
}
