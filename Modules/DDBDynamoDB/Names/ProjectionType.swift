/// Says which attributes an index holds.
///
/// New names may come; those known are constants.
public struct ProjectionType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// All of them.
    public static let all = ProjectionType(rawValue: "ALL")
    /// The keys of the table and of the index.
    public static let keysOnly = ProjectionType(rawValue: "KEYS_ONLY")
    /// The keys, and those that are named.
    public static let include = ProjectionType(rawValue: "INCLUDE")
}
