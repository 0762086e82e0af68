public import DDBJSON

/// Turns the text of tokens, which is as it was on the wire, into what it stands for.
///
/// The tokens must be of the batch whose bytes are given.
public enum TokenText {
    /// Appends the plain UTF-8 of a name, string or number.
    @inlinable
    public static func append(_ token: Token, of bytes: RawSpan, to plain: inout [UInt8]) {
        if token.hasEscapes {
            JSONText.unescape(bytes, token.range, into: &plain)
        } else {
            copy(token.range, of: bytes, to: &plain)
        }
    }

    /// Appends bytes as they are.
    @inlinable
    public static func copy(_ range: Range<Int>, of bytes: RawSpan, to copy: inout [UInt8]) {
        unsafe bytes.extracting(range).withUnsafeBytes { unsafe copy.append(contentsOf: $0) }
    }

    /// Appends the bytes that a binary's base64 stands for.
    public static func appendBinary(_ token: Token, of bytes: RawSpan, to binary: inout [UInt8]) {
        if token.hasEscapes {
            var text: [UInt8] = []
            JSONText.unescape(bytes, token.range, into: &text)
            unsafe appendBinary(text.span.bytes, 0..<text.count, to: &binary)
        } else {
            appendBinary(bytes, token.range, to: &binary)
        }
    }

    /// The number of bytes that a binary's base64 stands for.
    public static func binaryByteCount(_ token: Token, of bytes: RawSpan) -> Int {
        if token.hasEscapes {
            var binary: [UInt8] = []
            appendBinary(token, of: bytes, to: &binary)
            return binary.count
        }
        let count = token.byteCount
        guard count > 0 else { return 0 }
        let end = token.offset + count
        let last = byteAt(bytes, end - 1) == UInt8(ascii: "=")
        let last2 = byteAt(bytes, end - 2) == UInt8(ascii: "=")
        return count / 4 * 3 - (last ? 1 : 0) - (last2 ? 1 : 0)
    }

    /// Decodes base64 that a scanner has accepted: whole groups, padding only at the end.
    private static func appendBinary(
        _ bytes: RawSpan, _ range: Range<Int>, to binary: inout [UInt8]
    ) {
        binary.reserveCapacity(binary.count + range.count / 4 * 3)
        var index = range.lowerBound
        while index < range.upperBound {
            let third = byteAt(bytes, index + 2)
            let fourth = byteAt(bytes, index + 3)
            let word =
                base64Value(byteAt(bytes, index)) << 18
                | base64Value(byteAt(bytes, index + 1)) << 12
                | base64Value(third) << 6 | base64Value(fourth)
            binary.append(UInt8(truncatingIfNeeded: word >> 16))
            if third != UInt8(ascii: "=") { binary.append(UInt8(truncatingIfNeeded: word >> 8)) }
            if fourth != UInt8(ascii: "=") { binary.append(UInt8(truncatingIfNeeded: word)) }
            index += 4
        }
    }

    /// The six bits of a symbol, and 0 for padding.
    @inline(__always)
    private static func base64Value(_ symbol: UInt8) -> UInt32 {
        if symbol >= UInt8(ascii: "a") { return UInt32(symbol - UInt8(ascii: "a")) + 26 }
        if symbol >= UInt8(ascii: "A") { return UInt32(symbol - UInt8(ascii: "A")) }
        if symbol == UInt8(ascii: "=") { return 0 }
        if symbol >= UInt8(ascii: "0") { return UInt32(symbol - UInt8(ascii: "0")) + 52 }
        return symbol == UInt8(ascii: "+") ? 62 : 63
    }
}
