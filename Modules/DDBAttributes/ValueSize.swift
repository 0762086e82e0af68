import DDBJSON

/// The bytes of values as DynamoDB counts them, from their text on the wire.
///
/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
enum ValueSize {
    /// What a map or a list takes besides what it holds, and for each pair or element.
    static let container = 3
    static let element = 1

    /// The plain bytes of a name or string.
    @inline(__always)
    static func text(_ token: Token, of bytes: RawSpan) -> Int {
        token.hasEscapes ? escapedText(token, of: bytes) : token.byteCount
    }

    @inline(never)
    private static func escapedText(_ token: Token, of bytes: RawSpan) -> Int {
        var count = 0
        var index = token.offset
        let end = index + token.byteCount
        while index < end {
            guard byteAt(bytes, index) == UInt8(ascii: "\\") else {
                count += 1
                index += 1
                continue
            }
            guard byteAt(bytes, index + 1) == UInt8(ascii: "u") else {
                count += 1
                index += 2
                continue
            }
            let first = byteAt(bytes, index + 2)
            let unit = (0..<4).reduce(0) { unit, place in
                unit << 4 | hexDigit(byteAt(bytes, index + 2 + place))
            }
            // Halves of a pair come together, so each counts for two of its four bytes.
            let isHalf = first | 0x20 == UInt8(ascii: "d") && unit & 0xF800 == 0xD800
            count += isHalf ? 2 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
            index += 6
        }
        return count
    }

    private static func hexDigit(_ character: UInt8) -> Int {
        character < 0x40 ? Int(character &- 0x30) : Int((character | 0x20) &- 0x57)
    }

    /// A byte for every two significant digits, one more, and one for a minus; zero takes one.
    ///
    /// AWS calls that rule an approximation: what is stored pairs digits by their place, so that a
    /// number may take one byte more.
    @inline(__always)
    static func number(_ token: Token, of bytes: RawSpan) throws(ScanFault) -> Int {
        var index = token.offset
        let end = index &+ token.byteCount
        let isNegative = byteAt(bytes, index) == UInt8(ascii: "-")
        if isNegative { index &+= 1 }
        var position = 0
        var first = -1
        var last = 0
        while index < end {
            let digit = byteAt(bytes, index) &- 0x30
            if digit < 10 {
                if digit != 0 {
                    if first < 0 { first = position }
                    last = position
                }
                position &+= 1
            } else if digit != UInt8(ascii: ".") &- 0x30 {
                return try numberInGeneral(token, of: bytes)
            }
            index &+= 1
        }
        return number(digitCount: first < 0 ? 0 : last &- first &+ 1, isNegative: isNegative)
    }

    @inline(never)
    private static func numberInGeneral(
        _ token: Token, of bytes: RawSpan
    ) throws(ScanFault) -> Int {
        let parts = try NumberParts(bytes.extracting(token.range))
        return number(digitCount: parts.digitCount, isNegative: parts.isNegative)
    }

    @inline(__always)
    private static func number(digitCount: Int, isNegative: Bool) -> Int {
        digitCount == 0 ? 1 : (digitCount &+ 1) / 2 &+ 1 &+ (isNegative ? 1 : 0)
    }
}
