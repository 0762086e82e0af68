/// Says which attributes of the item a write returns.
///
/// New names may come; those known are constants.
public struct ReturnValue: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// None; the default.
    public static let none = ReturnValue(rawValue: "NONE")
    /// The whole item as it was.
    public static let allOld = ReturnValue(rawValue: "ALL_OLD")
    /// What was changed, as it was.
    public static let updatedOld = ReturnValue(rawValue: "UPDATED_OLD")
    /// The whole item as it is now.
    public static let allNew = ReturnValue(rawValue: "ALL_NEW")
    /// What was changed, as it is now.
    public static let updatedNew = ReturnValue(rawValue: "UPDATED_NEW")
}
