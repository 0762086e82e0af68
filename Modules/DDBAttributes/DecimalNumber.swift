/// A number of DynamoDB: up to 38 significant digits, magnitude 1E-130 to 9.99...E+125, exact.
///
/// Equal values are equal, however they were written: `1`, `1.0` and `1E0` are one number, and zero
/// has no sign. See AWS's "Data types: Number".
///
/// ```swift
/// let price = try DecimalNumber("0019.90")
/// price.text            // 19.9
/// try price == DecimalNumber("1990e-2")
/// ```
public struct DecimalNumber: Sendable, Hashable {
    /// The significant digits with the sign, without a zero at the end; 0 for zero.
    public let mantissa: Int128
    /// The power of ten that the mantissa is multiplied with; 0 for zero.
    public let exponent: Int

    /// Zero.
    public static let zero = DecimalNumber(0)

    /// Reads a number's text as DynamoDB accepts it: digits, point, exponent and signs.
    ///
    /// - Throws: ``AttributeError`` with code `numberSyntax`, `numberDigits`, `numberOverflow` or
    ///   `numberUnderflow`.
    public init(_ text: String) throws(AttributeError) {
        let bytes = Array(text.utf8)
        try unsafe self.init(utf8: bytes.span.bytes)
    }

    /// Reads a number's text as DynamoDB accepts it.
    ///
    /// - Throws: ``AttributeError`` with code `numberSyntax`, `numberDigits`, `numberOverflow` or
    ///   `numberUnderflow`.
    public init(utf8 text: RawSpan) throws(AttributeError) {
        do throws(ScanFault) {
            self.init(try NumberParts(text), of: text)
        } catch {
            throw AttributeError(error)
        }
    }

    /// Creates the number of an integer.
    public init(_ integer: Int64) {
        var mantissa = integer
        var exponent = 0
        while mantissa != 0, mantissa % 10 == 0 {
            mantissa /= 10
            exponent += 1
        }
        self.mantissa = Int128(mantissa)
        self.exponent = exponent
    }

    /// Creates mantissa x 10^-scale, or nil where that is not a number of DynamoDB.
    public init?(mantissa: Int128, scale: Int) {
        guard (-999...999).contains(scale) else { return nil }
        var text: [UInt8] = []
        NumberText.append(mantissa: mantissa, scale: scale, to: &text)
        do throws(AttributeError) {
            try unsafe self.init(utf8: text.span.bytes)
        } catch {
            return nil
        }
    }

    init(_ parts: NumberParts, of text: RawSpan) {
        let magnitude = Int128(parts.mantissa(of: text))
        mantissa = parts.isNegative ? -magnitude : magnitude
        exponent = parts.exponent
    }

    /// The value where it is an integer that fits, else nil.
    public var int64: Int64? {
        guard exponent >= 0, exponent < 19 else { return mantissa == 0 ? 0 : nil }
        var value = mantissa
        for _ in 0..<exponent {
            guard value.magnitude < UInt128(1) << 100 else { return nil }
            value *= 10
        }
        return Int64(exactly: value)
    }

    /// The canonical text: plain digits, which DynamoDB returns and accepts.
    public var text: String {
        var text: [UInt8] = []
        appendText(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the canonical text.
    public func appendText(to text: inout [UInt8]) {
        NumberText.append(mantissa: mantissa, scale: -exponent, to: &text)
    }

    /// The power of ten of the first significant digit.
    private var magnitude: Int {
        var digits = 0
        var rest = mantissa.magnitude
        while rest > 0 {
            rest /= 10
            digits += 1
        }
        return exponent + digits - 1
    }
}

extension DecimalNumber: Comparable {
    /// Orders numbers by value.
    public static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        let signs = (left.mantissa.signum(), right.mantissa.signum())
        guard signs.0 == signs.1 else { return signs.0 < signs.1 }
        guard left != right else { return false }
        let isSmaller = isMagnitudeSmaller(left, right)
        return signs.0 < 0 ? !isSmaller : isSmaller
    }

    private static func isMagnitudeSmaller(_ left: DecimalNumber, _ right: DecimalNumber) -> Bool {
        let magnitudes = (left.magnitude, right.magnitude)
        guard magnitudes.0 == magnitudes.1 else { return magnitudes.0 < magnitudes.1 }
        // Equal magnitudes: the one with the larger exponent has fewer digits, so raising it to the
        // other's exponent keeps it within 38 digits.
        var mantissas = (left.mantissa.magnitude, right.mantissa.magnitude)
        for _ in right.exponent..<max(left.exponent, right.exponent) { mantissas.0 *= 10 }
        for _ in left.exponent..<max(left.exponent, right.exponent) { mantissas.1 *= 10 }
        return mantissas.0 < mantissas.1
    }
}

extension DecimalNumber: CustomStringConvertible {
    /// The canonical text.
    public var description: String { text }
}
