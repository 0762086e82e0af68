/// Turns the text between a JSON string's quotes into plain UTF-8, and back (RFC 8259 §7).
public enum JSONText {
    /// Appends the plain bytes of a string's text that a scanner has accepted.
    ///
    /// Text without a backslash is copied. An escape that is malformed, which no accepted text
    /// holds, becomes U+FFFD.
    ///
    /// - Parameters:
    ///   - bytes: The bytes that hold the text.
    ///   - range: The text between the quotes.
    public static func unescape(_ bytes: RawSpan, _ range: Range<Int>, into plain: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            let run = index
            while index < range.upperBound, load(bytes, index) != backslash { index += 1 }
            if index > run { copy(bytes, run..<index, into: &plain) }
            guard index < range.upperBound else { return }
            guard index + 1 < range.upperBound else {
                UTF8Sequence.append(0xFFFD, to: &plain)
                return
            }
            let letter = load(bytes, index + 1)
            index += 2
            if letter == UInt8(ascii: "u") {
                let scalar = escapedScalar(bytes, at: &index, end: range.upperBound)
                UTF8Sequence.append(scalar ?? 0xFFFD, to: &plain)
            } else if let short = shortEscape(letter) {
                plain.append(short)
            } else {
                UTF8Sequence.append(0xFFFD, to: &plain)
            }
        }
    }

    /// Appends plain UTF-8 as the text between a string's quotes: only `"`, `\` and the characters
    /// below U+0020 are escaped.
    public static func escape(_ plain: RawSpan, into text: inout [UInt8]) {
        var index = 0
        let end = plain.byteCount
        while index < end {
            let run = index
            while index < end, !needsEscape(load(plain, index)) { index += 1 }
            if index > run { copy(plain, run..<index, into: &text) }
            guard index < end else { return }
            appendEscape(load(plain, index), to: &text)
            index += 1
        }
    }

    /// Appends a string's plain UTF-8 as the text between quotes.
    public static func escape(_ plain: String, into text: inout [UInt8]) {
        for byte in plain.utf8 {
            if needsEscape(byte) {
                appendEscape(byte, to: &text)
            } else {
                text.append(byte)
            }
        }
    }

    @inline(__always)
    private static func copy(_ bytes: RawSpan, _ range: Range<Int>, into copy: inout [UInt8]) {
        unsafe bytes.extracting(range).withUnsafeBytes { unsafe copy.append(contentsOf: $0) }
    }

    @inline(__always)
    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == quote || byte == backslash
    }

    private static func appendEscape(_ byte: UInt8, to text: inout [UInt8]) {
        text.append(backslash)
        switch byte {
        case quote, backslash: text.append(byte)
        case 0x08: text.append(UInt8(ascii: "b"))
        case 0x09: text.append(UInt8(ascii: "t"))
        case 0x0A: text.append(UInt8(ascii: "n"))
        case 0x0C: text.append(UInt8(ascii: "f"))
        case 0x0D: text.append(UInt8(ascii: "r"))
        default:
            text.append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
            text.append(UInt8(ascii: "0") + byte >> 4)
            let low = byte & 0xF
            text.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }

    /// Returns the scalar of `XXXX` or `XXXX\uXXXX` and moves past it; nil where it is malformed or
    /// half a surrogate pair.
    static func escapedScalar(_ bytes: RawSpan, at index: inout Int, end: Int) -> UInt32? {
        guard let first = hexUnit(bytes, at: index, end: end) else { return nil }
        index += 4
        guard (0xD800..<0xE000).contains(first) else { return first }
        guard first < 0xDC00, index + 1 < end, load(bytes, index) == backslash,
            load(bytes, index + 1) == UInt8(ascii: "u"),
            let second = hexUnit(bytes, at: index + 2, end: end), (0xDC00..<0xE000).contains(second)
        else { return nil }
        index += 6
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    /// The character that a backslash and a letter other than `u` stand for.
    static func shortEscape(_ letter: UInt8) -> UInt8? {
        switch letter {
        case quote, backslash, UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    private static func hexUnit(_ bytes: RawSpan, at index: Int, end: Int) -> UInt32? {
        guard index + 4 <= end else { return nil }
        var unit: UInt32 = 0
        for position in index..<index + 4 {
            let character = load(bytes, position)
            let lower = character | 0x20
            let digit: UInt8
            switch character {
            case 0x30...0x39: digit = character - 0x30
            default:
                guard (0x61...0x66).contains(lower) else { return nil }
                digit = lower - 0x61 + 10
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
}

/// The byte at an offset that the caller has proven to lie inside.
@inline(__always)
func load(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
    unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
}
