/// Says what an attribute does in a vector index.
///
/// New names may come; those known are constants.
public struct SearchSchemaElementType: RawRepresentable, Sendable, Hashable {
    /// The name as AWS has it.
    public let rawValue: String

    /// Creates a name, known or not.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It divides the index.
    public static let hash = SearchSchemaElementType(rawValue: "HASH")
    /// Searches filter by it.
    public static let inlineFilter = SearchSchemaElementType(rawValue: "INLINE_FILTER")
}
