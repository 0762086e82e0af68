/// Reads and writes the text of DynamoDB's numbers without allocating.
///
/// Reading expects text that a batch or ``DecimalNumber`` has accepted; other text gives nil.
public enum NumberText {
    /// Returns the value where it is an integer that fits.
    ///
    /// Integers that are not written plainly count too: `1.0`, `1E3`.
    @inlinable
    public static func int64(_ text: RawSpan) -> Int64? {
        let count = text.byteCount
        guard count > 0, count <= 19 else { return int64InGeneral(text) }
        var index = 0
        let isNegative =
            unsafe text.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == UInt8(ascii: "-")
        if isNegative { index = 1 }
        guard index < count, count &- index <= 18 else { return int64InGeneral(text) }
        var value: Int64 = 0
        while index < count {
            let digit = unsafe text.unsafeLoad(fromByteOffset: index, as: UInt8.self) &- 0x30
            guard digit < 10 else { return int64InGeneral(text) }
            value = value &* 10 &+ Int64(digit)
            index &+= 1
        }
        return isNegative ? 0 &- value : value
    }

    @usableFromInline
    @inline(never)
    static func int64InGeneral(_ text: RawSpan) -> Int64? {
        guard let decimal = decimal(text), decimal.scale <= 0 else { return nil }
        var value = decimal.mantissa
        for _ in decimal.scale..<0 {
            guard value.magnitude <= Int128(Int64.max).magnitude else { return nil }
            value *= 10
        }
        return Int64(exactly: value)
    }

    /// Returns the value as mantissa x 10^-scale with the smallest mantissa: no zero at its end.
    ///
    /// The scale is negative for large round numbers: 1000 is (1, -3). Zero is (0, 0).
    @inlinable
    public static func decimal(_ text: RawSpan) -> (mantissa: Int128, scale: Int)? {
        let count = text.byteCount
        guard count > 0, count <= 18 else { return decimalInGeneral(text) }
        let isNegative =
            unsafe text.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == UInt8(ascii: "-")
        var index = isNegative ? 1 : 0
        var value: Int64 = 0
        var point = -1
        let first = index
        while index < count {
            let byte = unsafe text.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            if byte &- 0x30 < 10 {
                value = value &* 10 &+ Int64(byte &- 0x30)
            } else if byte == UInt8(ascii: "."), point < 0, index > first {
                point = index
            } else {
                return decimalInGeneral(text)
            }
            index &+= 1
        }
        guard value != 0 else { return count > first ? (0, 0) : nil }
        var scale = point < 0 ? 0 : count &- 1 &- point
        while value % 10 == 0 {
            value /= 10
            scale &-= 1
        }
        return (Int128(isNegative ? 0 &- value : value), scale)
    }

    @usableFromInline
    @inline(never)
    static func decimalInGeneral(_ text: RawSpan) -> (mantissa: Int128, scale: Int)? {
        let parts: NumberParts
        do throws(ScanFault) {
            parts = try NumberParts(text)
        } catch {
            return nil
        }
        let magnitude = Int128(parts.mantissa(of: text))
        return (parts.isNegative ? -magnitude : magnitude, -parts.exponent)
    }

    /// Whether a text is a zero that DynamoDB refuses for its exponent, as `0e400`, which it takes
    /// as `0`.
    package static func isZeroBeyondRange(_ text: RawSpan) -> Bool {
        for index in 0..<text.byteCount {
            let byte = byteAt(text, index)
            if byte | 0x20 == UInt8(ascii: "e") { break }
            // Most numbers are told by their first byte.
            if byte &- 0x31 < 9 { return false }
        }
        do throws(ScanFault) {
            _ = try NumberParts(text)
            return false
        } catch {
            return error != .numberSyntax
        }
    }

    /// Appends mantissa x 10^-scale as plain digits, in the form that DynamoDB returns: no zero
    /// that means nothing, no exponent, no sign of zero.
    public static func append(mantissa: Int128, scale: Int, to text: inout [UInt8]) {
        guard mantissa != 0 else {
            text.append(UInt8(ascii: "0"))
            return
        }
        if mantissa < 0 { text.append(UInt8(ascii: "-")) }
        var magnitude = mantissa.magnitude
        var scale = scale
        while magnitude % 10 == 0 {
            magnitude /= 10
            scale -= 1
        }
        let digits = Self.digits(magnitude)
        if scale <= 0 {
            text.append(contentsOf: digits)
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -scale))
        } else if scale < digits.count {
            text.append(contentsOf: digits[..<(digits.count - scale)])
            text.append(UInt8(ascii: "."))
            text.append(contentsOf: digits[(digits.count - scale)...])
        } else {
            text.append(contentsOf: [UInt8(ascii: "0"), UInt8(ascii: ".")])
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: scale - digits.count))
            text.append(contentsOf: digits)
        }
    }

    private static func digits(_ magnitude: UInt128) -> [UInt8] {
        var digits: [UInt8] = []
        var high = magnitude
        // Nineteen digits at a time, so that most divisions are of 64 bits.
        while high > UInt128(UInt64.max) {
            let (quotient, remainder) = high.quotientAndRemainder(
                dividingBy: 10_000_000_000_000_000_000)
            appendReversed(UInt64(remainder), count: 19, to: &digits)
            high = quotient
        }
        appendReversed(UInt64(high), count: 1, to: &digits)
        digits.reverse()
        return digits
    }

    /// Appends digits, the last first: at least as many as `count`.
    private static func appendReversed(_ value: UInt64, count: Int, to digits: inout [UInt8]) {
        var rest = value
        var written = 0
        while rest > 0 || written < count {
            digits.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            written += 1
        }
    }
}
