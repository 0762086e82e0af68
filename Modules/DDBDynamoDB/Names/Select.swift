/// Says what a scan or query returns of each item.
///
/// New names may come; those known are constants.
public struct Select: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// All attributes.
    public static let allAttributes = Select(rawValue: "ALL_ATTRIBUTES")
    /// What the index holds.
    public static let allProjectedAttributes = Select(rawValue: "ALL_PROJECTED_ATTRIBUTES")
    /// What the projection names.
    public static let specificAttributes = Select(rawValue: "SPECIFIC_ATTRIBUTES")
    /// Nothing: only the number of items.
    public static let count = Select(rawValue: "COUNT")
}
