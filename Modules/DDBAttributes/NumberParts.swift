/// What a number's text says, before any arithmetic: the value is
/// ± digits x 10^exponent, where the digits have no zero at either end.
struct NumberParts {
    var isNegative = false
    /// The number of significant digits; 0 for zero.
    var digitCount = 0
    /// The power of ten of the last significant digit.
    var exponent = 0
    /// The offsets of the first significant digit and of the byte after the last; a point may lie
    /// between.
    var firstDigit = 0
    var digitsEnd = 0

    /// The most significant digits that DynamoDB keeps.
    static let digitCountMax = 38
    /// The powers of ten that the first significant digit may have.
    static let magnitudes = -130...125

    /// Reads `[+-] digits [. digits] [e [+-] digits]` and checks it against DynamoDB's range.
    ///
    /// A zero has the nominal exponent of its last digit, which must lie in the range too: `0e126`
    /// is refused and `0.0e126` is not.
    init(_ text: RawSpan) throws(ScanFault) {
        var index = 0
        let end = text.byteCount
        if index < end {
            let sign = byteAt(text, index)
            isNegative = sign == UInt8(ascii: "-")
            if isNegative || sign == UInt8(ascii: "+") { index += 1 }
        }
        var seenDigits = 0
        var point = -1
        var position = 0
        var firstPosition = -1
        var lastPosition = 0
        while index < end {
            let byte = byteAt(text, index)
            if byte &- 0x30 < 10 {
                seenDigits += 1
                if byte != 0x30 {
                    if firstPosition < 0 {
                        firstPosition = position
                        firstDigit = index
                    }
                    lastPosition = position
                    digitsEnd = index + 1
                }
                position += 1
            } else if byte == UInt8(ascii: "."), point < 0 {
                point = position
            } else {
                break
            }
            index += 1
        }
        guard seenDigits > 0 else { throw .numberSyntax }
        let power = try Self.exponent(text, at: &index)
        guard index == end else { throw .numberSyntax }
        let unit = power - (point < 0 ? 0 : position - point)
        try finish(unit: unit, position: position, first: firstPosition, last: lastPosition)
    }

    private mutating func finish(
        unit: Int, position: Int, first: Int, last: Int
    ) throws(ScanFault) {
        let magnitude: Int
        if first < 0 {
            magnitude = unit
        } else {
            digitCount = last - first + 1
            exponent = unit + position - 1 - last
            magnitude = exponent + digitCount - 1
        }
        guard digitCount <= Self.digitCountMax else { throw .numberDigits }
        guard magnitude <= Self.magnitudes.upperBound else { throw .numberOverflow }
        guard magnitude >= Self.magnitudes.lowerBound else { throw .numberUnderflow }
    }

    /// The exponent after `e`, held at a billion either way; 0 where there is none.
    private static func exponent(_ text: RawSpan, at index: inout Int) throws(ScanFault) -> Int {
        guard index < text.byteCount, byteAt(text, index) | 0x20 == UInt8(ascii: "e") else {
            return 0
        }
        index += 1
        var isNegative = false
        if index < text.byteCount {
            let sign = byteAt(text, index)
            isNegative = sign == UInt8(ascii: "-")
            if isNegative || sign == UInt8(ascii: "+") { index += 1 }
        }
        let start = index
        var value = 0
        while index < text.byteCount {
            let digit = byteAt(text, index) &- 0x30
            guard digit < 10 else { break }
            value = min(value * 10 + Int(digit), 1_000_000_000)
            index += 1
        }
        guard index > start else { throw .numberSyntax }
        return isNegative ? -value : value
    }
}

/// The byte at an offset that the caller has proven to lie inside.
@inline(__always)
func byteAt(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
    unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
}

extension NumberParts {
    /// The significant digits as an integer.
    func mantissa(of text: RawSpan) -> UInt128 {
        var high: UInt128 = 0
        var low: UInt64 = 0
        var unit: UInt64 = 1
        var index = firstDigit
        while index < digitsEnd {
            let digit = byteAt(text, index) &- 0x30
            index += 1
            guard digit < 10 else { continue }
            low = low &* 10 &+ UInt64(digit)
            unit &*= 10
            if unit == 10_000_000_000_000_000_000 {
                high = high &* UInt128(unit) &+ UInt128(low)
                low = 0
                unit = 1
            }
        }
        return high &* UInt128(unit) &+ UInt128(low)
    }
}
