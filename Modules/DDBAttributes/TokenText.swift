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
        binary.reserveCapacity(binary.count + token.byteCount / 4 * 3)
        var index = token.offset
        let end = index + token.byteCount
        while index < end {
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

    /// Writes the bytes that a batch's base64 stands for, for columns in memory of their own.
    ///
    /// - Parameters:
    ///   - text: The text of a B token.
    ///   - binary: Room for three bytes for every four of the text, whatever its padding is.
    /// - Returns: The number of bytes that count, at most two less than were written.
    @unsafe
    public static func decodeBinary(
        _ text: UnsafePointer<UInt8>, byteCount: Int, into binary: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var source = 0
        var target = 0
        while source < byteCount {
            let high = unsafe base64Value(text[source]) << 18 | base64Value(text[source + 1]) << 12
            let low = unsafe base64Value(text[source + 2]) << 6 | base64Value(text[source + 3])
            let word = high | low
            unsafe binary[target] = UInt8(truncatingIfNeeded: word >> 16)
            unsafe binary[target + 1] = UInt8(truncatingIfNeeded: word >> 8)
            unsafe binary[target + 2] = UInt8(truncatingIfNeeded: word)
            source += 4
            target += 3
        }
        guard byteCount > 0 else { return 0 }
        let isPadded = unsafe text[byteCount - 1] == UInt8(ascii: "=")
        let isPaddedTwice = unsafe text[byteCount - 2] == UInt8(ascii: "=")
        return target - (isPadded ? 1 : 0) - (isPaddedTwice ? 1 : 0)
    }

    /// The number of bytes that a binary's base64 stands for.
    public static func binaryByteCount(_ token: Token, of bytes: RawSpan) -> Int {
        let count = token.byteCount
        guard count > 0 else { return 0 }
        let end = token.offset + count
        let isPadded = byteAt(bytes, end - 1) == UInt8(ascii: "=")
        let isPaddedTwice = byteAt(bytes, end - 2) == UInt8(ascii: "=")
        return count / 4 * 3 - (isPadded ? 1 : 0) - (isPaddedTwice ? 1 : 0)
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
