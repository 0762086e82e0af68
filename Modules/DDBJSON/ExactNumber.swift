/// Reads numbers of JSON as integers without going through binary fractions.
package enum ExactNumber {
    /// The most digits and the largest exponent that are looked at.
    private static let digitsMax = 64

    /// Returns a number x 10^scale, where that is an integer of 64 bits; else nil.
    ///
    /// - Parameters:
    ///   - text: A number by JSON's grammar, such as `1.46480527E9`.
    ///   - cut: Whether a fraction that is left is cut off rather than refused.
    package static func integer(_ text: String, scale: Int, cut: Bool = false) -> Int64? {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let bytes = Array(text.utf8)
        var index = 0
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { index += 1 }
        while index < bytes.count, bytes[index] | 0x20 != UInt8(ascii: "e") {
            if bytes[index] == UInt8(ascii: ".") {
                point = digits.count
            } else {
                guard bytes[index] &- 0x30 < 10, digits.count < digitsMax else { return nil }
                digits.append(bytes[index] - 0x30)
            }
            index += 1
        }
        if index < bytes.count {
            guard let value = Int(String(decoding: bytes[(index + 1)...], as: UTF8.self)),
                value.magnitude <= UInt(digitsMax)
            else { return nil }
            exponent = value
        }
        let whole = (point ?? digits.count) + exponent + scale
        return integer(digits, whole: whole, isNegative: isNegative, cut: cut)
    }

    /// - Parameter whole: The number of digits before the point, fewer than 0 where zeros follow
    ///   it.
    private static func integer(
        _ digits: [UInt8], whole: Int, isNegative: Bool, cut: Bool
    ) -> Int64? {
        guard !digits.isEmpty else { return nil }
        let fraction = digits.dropFirst(max(whole, 0))
        guard cut || fraction.allSatisfy({ $0 == 0 }) else { return nil }
        var value: Int64 = 0
        for position in 0..<max(whole, 0) {
            let digit = position < digits.count ? Int64(digits[position]) : 0
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            value = sum
        }
        guard isNegative || value != .min else { return nil }
        return isNegative ? value : -value
    }
}
