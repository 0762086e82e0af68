import DDBBase

/// Writes and reads `%XX` escapes (RFC 3986 §2.1) as AWS wants them.
///
/// Letters, digits and `-_.~` stay as they are; every other byte becomes `%` and two upper-case
/// digits, a space `%20`.
public enum PercentEncoding {
    /// Returns one component: a query name or value, or one segment of a path.
    public static func component(_ text: String) -> String {
        encode(text, keepingSlash: false)
    }

    /// Returns a path of which only the slashes stay.
    ///
    /// The text is not yet encoded: a `%` in it becomes `%25`.
    public static func path(_ text: String) -> String {
        encode(text, keepingSlash: true)
    }

    /// Appends text with its escapes.
    ///
    /// - Parameter keepingSlash: Whether `/` stays as it is.
    public static func append(
        _ text: some Sequence<UInt8>, keepingSlash: Bool, to bytes: inout [UInt8]
    ) {
        for byte in text {
            if isUnreserved(byte) || (keepingSlash && byte == UInt8(ascii: "/")) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digit(byte >> 4))
                bytes.append(digit(byte & 0xF))
            }
        }
    }

    /// Returns the bytes that text with escapes stands for; a `%` without two digits behind it
    /// stands for itself, and so does `+`.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            let pair = rest.prefix(2)
            if byte == UInt8(ascii: "%"), pair.count == 2, let high = Hex.value(pair.first ?? 0),
                let low = Hex.value(pair.dropFirst().first ?? 0)
            {
                bytes.append(high << 4 | low)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// Whether a byte stays as it is everywhere.
    public static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func encode(_ text: String, keepingSlash: Bool) -> String {
        if text.utf8.allSatisfy({ isUnreserved($0) || (keepingSlash && $0 == UInt8(ascii: "/")) }) {
            return text
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3)
        append(text.utf8, keepingSlash: keepingSlash, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
