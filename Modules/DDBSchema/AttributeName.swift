/// The name of an attribute, compared byte by byte as DynamoDB compares names.
///
/// Swift's `String` holds composed and decomposed accents equal; DynamoDB does not, so two
/// attributes of one item may have names that are equal as strings.
public struct AttributeName: Sendable, Hashable, Comparable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    /// The name in UTF-8.
    public let utf8: [UInt8]

    /// Creates a name from its bytes.
    public init(utf8: [UInt8]) {
        self.utf8 = utf8
    }

    /// Creates a name from a text.
    public init(_ text: String) {
        utf8 = Array(text.utf8)
    }

    /// Creates a name from a literal.
    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// The name as text.
    public var description: String { String(decoding: utf8, as: UTF8.self) }

    /// Orders names by their unsigned bytes.
    public static func < (left: AttributeName, right: AttributeName) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
