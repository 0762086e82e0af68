extension DecimalNumber {
    /// Ten to the power of 38: what no mantissa reaches.
    private static let mantissaEnd: UInt128 = 100_000_000_000_000_000_000_000_000_000_000_000_000

    /// Returns the exact sum of two numbers.
    ///
    /// What DynamoDB keeps of a number, at most 38 digits from 1E-130 to 9.99...E+125, bounds it:
    /// see AWS's "Data types: Number".
    ///
    /// - Throws: ``AttributeError`` with code `numberDigits`, `numberOverflow` or `numberUnderflow`
    ///   where that is no number of DynamoDB: it is never rounded.
    public func adding(_ other: DecimalNumber) throws(AttributeError) -> DecimalNumber {
        guard mantissa != 0 else { return other }
        guard other.mantissa != 0 else { return self }
        var unit = min(exponent, other.exponent)
        guard let left = magnitude(in: unit), let right = other.magnitude(in: unit) else {
            // The last digit of the one that is not raised stays, so all between count.
            throw AttributeError(of: .numberDigits, path: "")
        }
        var isNegative = mantissa < 0
        var sum: UInt128
        if isNegative == (other.mantissa < 0) {
            let (value, overflow) = left.addingReportingOverflow(right)
            guard !overflow else { throw AttributeError(of: .numberDigits, path: "") }
            sum = value
        } else {
            sum = max(left, right) - min(left, right)
            if left < right { isNegative = !isNegative }
        }
        guard sum != 0 else { return .zero }
        while sum % 10 == 0 {
            sum /= 10
            unit += 1
        }
        guard sum < Self.mantissaEnd else { throw AttributeError(of: .numberDigits, path: "") }
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        text.append(contentsOf: "\(sum)E\(unit)".utf8)
        return try unsafe DecimalNumber(utf8: text.span.bytes)
    }

    /// The digits without the sign as a multiple of ten to a power that is not above the exponent;
    /// nil where they have more than 38 digits by far.
    private func magnitude(in unit: Int) -> UInt128? {
        var value = mantissa.magnitude
        for _ in unit..<exponent {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
        }
        return value
    }
}
