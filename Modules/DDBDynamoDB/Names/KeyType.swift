/// Says which part of a primary key an attribute is.
///
/// New names may come; those known are constants.
public struct KeyType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The partition key.
    public static let hash = KeyType(rawValue: "HASH")
    /// The sort key.
    public static let range = KeyType(rawValue: "RANGE")
}
