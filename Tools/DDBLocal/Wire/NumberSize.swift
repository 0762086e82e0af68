import DDBAttributes

/// The size of numbers as DynamoDB counts them: a byte for two significant digits, one more, and
/// one for a sign; at most 21.
enum NumberSize {
    static func bytes(_ number: DecimalNumber) -> Int {
        var digits = 0
        var rest = number.mantissa.magnitude
        while rest > 0 {
            rest /= 10
            digits += 1
        }
        return bytes(digits: digits, isNegative: number.mantissa < 0)
    }

    static func bytes(digits: Int, isNegative: Bool) -> Int {
        digits == 0 ? 1 : (digits + 1) / 2 + 1 + (isNegative ? 1 : 0)
    }
}
