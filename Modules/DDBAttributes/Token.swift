/// One word of a tape: what a name or value is and where its text lies on the wire.
///
/// ```
/// offset (bits 0..31) | byteCount (bits 32..55) | kind (bits 56..59) | flags (bits 60..63)
/// flag bit 60: the text holds escapes; bit 61: BOOL is true
/// ```
///
/// - A name, S, N, B and set member: the text between the quotes, still escaped. Members of a set
///   carry kind S, N or B. N and B are never escaped.
/// - BOOL, NULL: the literal.
/// - M, L, SS, NS, BS: the whole `{...}` or `[...]`. A second word follows, see ``Tape``.
public struct Token: Sendable, Hashable {
    /// What a token is.
    public enum Kind: UInt8, Sendable {
        /// The name of an attribute.
        case name = 0
        /// A string, number or binary.
        case string = 1, number, binary
        /// A truth value or NULL.
        case bool = 4, null
        /// A map or a list.
        case map = 6, list
        /// A set of strings, numbers or binaries.
        case stringSet = 8, numberSet, binarySet

        /// Whether a second word and children follow.
        @inlinable public var isContainer: Bool { rawValue >= 6 }
    }

    /// The flag of a text that holds escapes.
    public static let escapesFlag: UInt64 = 1 << 60
    /// The flag of a BOOL that is true.
    public static let trueFlag: UInt64 = 1 << 61

    /// The bits.
    public var word: UInt64

    /// Creates a token of a word that a tape holds at the place of a name or value.
    @inlinable
    public init(word: UInt64) {
        self.word = word
    }

    @inlinable
    init(_ kind: Kind, offset: Int, byteCount: Int, flags: UInt64 = 0) {
        // A record over the limit is refused only when it ends; until then no bit may spill.
        let count = UInt64(truncatingIfNeeded: byteCount) & 0xFF_FFFF
        word =
            UInt64(truncatingIfNeeded: offset) | count << 32 | UInt64(kind.rawValue) << 56 | flags
    }

    /// What it is.
    @inlinable public var kind: Kind { Kind(rawValue: rawKind) ?? .null }

    /// The raw value of ``kind``, for switches in hot loops.
    @inlinable public var rawKind: UInt8 { UInt8(truncatingIfNeeded: word >> 56) & 0xF }

    /// The offset of the text in the batch's bytes.
    @inlinable public var offset: Int { Int(UInt32(truncatingIfNeeded: word)) }

    /// The number of bytes of the text.
    @inlinable public var byteCount: Int { Int(UInt32(truncatingIfNeeded: word >> 32) & 0xFF_FFFF) }

    /// The range of the text in the batch's bytes.
    @inlinable public var range: Range<Int> {
        unsafe Range(uncheckedBounds: (offset, offset &+ byteCount))
    }

    /// Whether the text holds escapes.
    @inlinable public var hasEscapes: Bool { word & Token.escapesFlag != 0 }

    /// Whether a BOOL is true.
    @inlinable public var isTrue: Bool { word & Token.trueFlag != 0 }
}
