/// Says for which use the storage of a table is priced.
///
/// New names may come; those known are constants.
public struct TableClass: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// For tables in use.
    public static let standard = TableClass(rawValue: "STANDARD")
    /// For tables that are seldom read.
    public static let standardInfrequentAccess = TableClass(rawValue: "STANDARD_INFREQUENT_ACCESS")
}
