import DDBAttributes

extension DecimalNumber {
    /// Adds two numbers, or subtracts the second from the first, exactly.
    ///
    /// - Returns: nil where the result is not a number of DynamoDB: it has more than 38 digits or
    ///   lies outside of the range.
    static func sum(
        _ left: DecimalNumber, _ right: DecimalNumber, isDifference: Bool
    ) -> DecimalNumber? {
        guard right.mantissa != 0 else { return left }
        let exponent = left.mantissa == 0 ? right.exponent : min(left.exponent, right.exponent)
        // The last digit of a mantissa is none of the zeros that scaling appends, so a magnitude
        // beyond 39 digits cannot become one of 38 by adding or subtracting a smaller one.
        guard let first = left.magnitude(atExponent: exponent),
            let second = right.magnitude(atExponent: exponent)
        else { return nil }
        let isNegative = left.mantissa < 0
        let isOtherNegative = (right.mantissa < 0) != isDifference
        var magnitude: UInt128
        var sign = isNegative
        if isNegative == isOtherNegative {
            let (sum, overflow) = first.addingReportingOverflow(second)
            guard !overflow else { return nil }
            magnitude = sum
        } else {
            magnitude = first >= second ? first - second : second - first
            if first < second { sign = isOtherNegative }
        }
        guard magnitude != 0 else { return .zero }
        var scale = -exponent
        while magnitude % 10 == 0 {
            magnitude /= 10
            scale -= 1
        }
        guard let mantissa = Int128(exactly: magnitude) else { return nil }
        return DecimalNumber(mantissa: sign ? -mantissa : mantissa, scale: scale)
    }

    private func magnitude(atExponent target: Int) -> UInt128? {
        var magnitude = mantissa.magnitude
        guard magnitude != 0 else { return 0 }
        guard exponent - target <= 39 else { return nil }
        for _ in target..<exponent {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            magnitude = product
        }
        return magnitude
    }
}
