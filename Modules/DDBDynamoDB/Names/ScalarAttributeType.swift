/// Says of which type a key attribute is.
///
/// New names may come; those known are constants.
public struct ScalarAttributeType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Text.
    public static let string = ScalarAttributeType(rawValue: "S")
    /// A number.
    public static let number = ScalarAttributeType(rawValue: "N")
    /// Bytes.
    public static let binary = ScalarAttributeType(rawValue: "B")
}
