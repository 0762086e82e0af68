/// Says whether a reply tells the size of item collections.
///
/// New names may come; those known are constants.
public struct ReturnItemCollectionMetrics: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It does, for tables with local indexes.
    public static let size = ReturnItemCollectionMetrics(rawValue: "SIZE")
    /// It does not; the default.
    public static let none = ReturnItemCollectionMetrics(rawValue: "NONE")
}
