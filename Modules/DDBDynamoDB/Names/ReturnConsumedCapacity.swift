/// Says what a reply tells about the capacity that the call took.
///
/// New names may come; those known are constants.
public struct ReturnConsumedCapacity: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The sum, and that of each index.
    public static let indexes = ReturnConsumedCapacity(rawValue: "INDEXES")
    /// The sum.
    public static let total = ReturnConsumedCapacity(rawValue: "TOTAL")
    /// Nothing; the default.
    public static let none = ReturnConsumedCapacity(rawValue: "NONE")
}
