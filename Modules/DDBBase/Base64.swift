/// Writes and reads padded base64 with the standard alphabet (RFC 4648 §4), as DynamoDB's B does.
public enum Base64 {
    /// Returns the text of the bytes.
    public static func encode(_ bytes: RawSpan) -> String {
        var text: [UInt8] = []
        encode(bytes, into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of the bytes.
    public static func encode(_ bytes: RawSpan, into text: inout [UInt8]) {
        text.reserveCapacity(text.count + (bytes.byteCount + 2) / 3 * 4)
        var index = 0
        let end = bytes.byteCount
        while index < end {
            let taken = min(3, end - index)
            var word: UInt32 = 0
            for offset in 0..<3 {
                let byte =
                    offset < taken
                    ? unsafe bytes.unsafeLoad(fromByteOffset: index + offset, as: UInt8.self) : 0
                word = word << 8 | UInt32(byte)
            }
            for position in 0..<4 {
                let symbol = Int(word >> UInt32(18 - 6 * position) & 0x3F)
                text.append(position <= taken ? alphabet[symbol] : UInt8(ascii: "="))
            }
            index += 3
        }
    }

    /// Appends the bytes that text stands for.
    ///
    /// - Returns: Whether the text was base64: whole groups of four, padding only at the end, and
    ///   no bit set that no byte holds. Where it was not, `bytes` is as it was.
    public static func decode(_ text: RawSpan, into bytes: inout [UInt8]) -> Bool {
        let count = text.byteCount
        guard count % 4 == 0 else { return false }
        let start = bytes.count
        bytes.reserveCapacity(start + count / 4 * 3)
        let values = values
        var index = 0
        // Groups before the last one have no padding.
        while index + 4 < count {
            var word: UInt32 = 0
            var invalid: UInt8 = 0
            for position in 0..<4 {
                let character = unsafe text.unsafeLoad(
                    fromByteOffset: index + position, as: UInt8.self)
                let value = values[Int(character)]
                invalid |= value
                word = word << 6 | UInt32(value & 0x3F)
            }
            guard invalid < 64 else {
                bytes.removeSubrange(start...)
                return false
            }
            bytes.append(UInt8(truncatingIfNeeded: word >> 16))
            bytes.append(UInt8(truncatingIfNeeded: word >> 8))
            bytes.append(UInt8(truncatingIfNeeded: word))
            index += 4
        }
        while index < count {
            var word: UInt32 = 0
            var padding = 0
            for position in 0..<4 {
                let character = unsafe text.unsafeLoad(
                    fromByteOffset: index + position, as: UInt8.self)
                let value = values[Int(character)]
                let isPadding =
                    character == UInt8(ascii: "=") && index + 4 == count && position >= 2
                if isPadding { padding += 1 }
                guard isPadding || (value < 64 && padding == 0) else {
                    bytes.removeSubrange(start...)
                    return false
                }
                word = word << 6 | (isPadding ? 0 : UInt32(value))
            }
            guard word & ((1 << UInt32(8 * padding)) - 1) == 0 else {
                bytes.removeSubrange(start...)
                return false
            }
            bytes.append(UInt8(truncatingIfNeeded: word >> 16))
            if padding < 2 { bytes.append(UInt8(truncatingIfNeeded: word >> 8)) }
            if padding < 1 { bytes.append(UInt8(truncatingIfNeeded: word)) }
            index += 4
        }
        return true
    }

    /// Returns the bytes that text stands for, or nil where it is not base64.
    public static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        var bytes: [UInt8] = []
        return unsafe decode(characters.span.bytes, into: &bytes) ? bytes : nil
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
