/// One piece of a JSON text, as ``JSONScanner`` gives it: a kind and a range of bytes.
public struct JSONToken: Sendable, Hashable {
    /// What a token is.
    public enum Kind: UInt8, Sendable {
        /// `{` and `}`.
        case objectStart, objectEnd
        /// `[` and `]`.
        case arrayStart, arrayEnd
        /// The name of a member; the colon after it is already consumed.
        case name
        /// A string.
        case string
        /// A number, as its text.
        case number
        /// The literals.
        case `true`, `false`, null
    }

    /// What it is.
    public let kind: Kind
    /// Whether the text holds escapes, so that ``JSONText/unescape(_:_:into:)`` is needed.
    public let hasEscapes: Bool
    /// The offset of the first byte: of the text between the quotes for names and strings.
    public let offset: Int
    /// The number of bytes: of the text between the quotes for names and strings, still escaped.
    public let byteCount: Int

    /// The range of the bytes.
    public var range: Range<Int> { offset..<offset + byteCount }
}
