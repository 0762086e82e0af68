import DDBAttributes

/// The size of numbers as DynamoDB counts them: a byte for two significant digits, one more, and
/// one for a sign; at most 21.
enum NumberSize {
    static func bytes(_ number: DecimalNumber) -> Int {
        bytes(digits: digits(number.mantissa.magnitude), isNegative: number.mantissa < 0)
    }

    /// How many decimal digits a number has; 0 for zero.
    static func digits(_ magnitude: UInt128) -> Int {
        var digits = 0
        var large = magnitude
        while large > UInt128(UInt64.max) {
            large /= 10
            digits += 1
        }
        var rest = UInt64(large)
        while rest > 0 {
            rest /= 10
            digits += 1
        }
        return digits
    }

    static func bytes(digits: Int, isNegative: Bool) -> Int {
        digits == 0 ? 1 : (digits + 1) / 2 + 1 + (isNegative ? 1 : 0)
    }
}
