/// Writes integers as digits, without a text in between.
public enum DigitText {
    /// Appends the digits of a number.
    @inlinable
    public static func append(_ value: UInt64, to text: inout [UInt8]) {
        var count = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        append(value, width: count, to: &text)
    }

    /// Appends the sign and the digits of a number.
    @inlinable
    public static func append(_ value: Int64, to text: inout [UInt8]) {
        if value < 0 { text.append(UInt8(ascii: "-")) }
        append(value.magnitude, to: &text)
    }

    /// Appends the last digits of a number, with zeros before it.
    @inlinable
    public static func append(_ value: UInt64, width: Int, to text: inout [UInt8]) {
        let start = text.count
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
        var rest = value
        var index = start + width
        while rest > 0, index > start {
            index -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            text[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
    }

    /// Appends the digits of a number with its point moved to the left, without zeros that mean
    /// nothing.
    ///
    /// - Parameter scale: How far, 0 to 18.
    @inlinable
    public static func append(_ value: Int64, scale: Int, to text: inout [UInt8]) {
        var unit: UInt64 = 1
        for _ in 0..<scale { unit *= 10 }
        let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: unit)
        if value < 0 { text.append(UInt8(ascii: "-")) }
        append(whole, to: &text)
        guard fraction > 0 else { return }
        var rest = fraction
        var width = scale
        while rest % 10 == 0 {
            rest /= 10
            width -= 1
        }
        text.append(UInt8(ascii: "."))
        append(rest, width: width, to: &text)
    }

    /// Appends the shortest digits that give a number back, or nothing for one that is not finite.
    public static func append(_ value: Double, to text: inout [UInt8]) {
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            append(whole, to: &text)
        } else if value.isFinite {
            append(shortest: value.description, to: &text)
        }
    }

    /// Appends the shortest digits that give a number back, or nothing for one that is not finite.
    public static func append(_ value: Float, to text: inout [UInt8]) {
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 24 {
            append(whole, to: &text)
        } else if value.isFinite {
            append(shortest: value.description, to: &text)
        }
    }

    private static func append(shortest: String, to text: inout [UInt8]) {
        var digits = shortest[...]
        if digits.hasSuffix(".0") { digits = digits.dropLast(2) }
        text.append(contentsOf: digits.utf8)
    }

    /// Appends the digits of a two's complement number of any size, big-endian, with its point
    /// moved to the left.
    ///
    /// - Returns: How many significant digits it has; 0 for zero.
    public static func append(
        bigEndian bytes: RawSpan, scale: Int, to text: inout [UInt8]
    ) -> Int {
        var digits = Self.digits(bigEndian: bytes)
        var scale = scale
        while digits.count > 1, digits.first == 0 {
            digits.removeFirst()
            scale -= 1
        }
        guard digits != [0] else {
            text.append(UInt8(ascii: "0"))
            return 0
        }
        let isNegative =
            unsafe bytes.byteCount > 0
            && bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self) >= 0x80
        if isNegative { text.append(UInt8(ascii: "-")) }
        let significant = digits.count
        for _ in scale..<max(scale, 0) { digits.insert(0, at: 0) }
        scale = max(scale, 0)
        while digits.count <= scale { digits.append(0) }
        for (place, digit) in digits.enumerated().reversed() {
            text.append(UInt8(ascii: "0") + digit)
            if place == scale, place > 0 { text.append(UInt8(ascii: ".")) }
        }
        return significant
    }

    /// The digits of the magnitude, the last first, at least one.
    private static func digits(bigEndian bytes: RawSpan) -> [UInt8] {
        var magnitude: [UInt8] = []
        for index in 0..<bytes.byteCount {
            magnitude.append(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
        }
        if magnitude.first ?? 0 >= 0x80 {
            var carry: UInt8 = 1
            for index in magnitude.indices.reversed() {
                let (sum, overflow) = (~magnitude[index]).addingReportingOverflow(carry)
                magnitude[index] = sum
                carry = overflow ? 1 : 0
            }
        }
        var digits: [UInt8] = []
        var rest = magnitude.drop { $0 == 0 }
        while !rest.isEmpty {
            var remainder = 0
            for index in rest.indices {
                let value = remainder << 8 | Int(rest[index])
                rest[index] = UInt8(value / 10)
                remainder = value % 10
            }
            digits.append(UInt8(remainder))
            rest = rest.drop { $0 == 0 }
        }
        return digits.isEmpty ? [0] : digits
    }
}
