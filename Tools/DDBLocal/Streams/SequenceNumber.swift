/// The place of a record in a stream: a number of 21 or more digits.
package struct SequenceNumber: Sendable, Hashable, Comparable {
    let value: UInt128

    init(_ value: UInt128) {
        self.value = value
    }

    /// Reads decimal digits.
    ///
    /// - Returns: nil where the text is not 1 to 38 digits.
    package init?(_ text: String) {
        let digits = Array(text.utf8)
        guard (1...38).contains(digits.count) else { return nil }
        var value: UInt128 = 0
        for digit in digits {
            guard digit &- 0x30 < 10 else { return nil }
            value = value * 10 + UInt128(digit - 0x30)
        }
        self.value = value
    }

    /// The number behind.
    var next: SequenceNumber { SequenceNumber(value + 1) }

    /// The digits.
    package var text: String {
        var digits: [UInt8] = []
        append(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// Appends the digits.
    func append(to digits: inout [UInt8]) {
        // Numbers of 128 bits divide slowly, so all but one division is of 64 bits.
        let unit: UInt128 = 10_000_000_000_000_000_000
        let (high, low) = value.quotientAndRemainder(dividingBy: unit)
        if high > 0 {
            Self.append(UInt64(clamping: high), width: 1, to: &digits)
            Self.append(UInt64(low), width: 19, to: &digits)
        } else {
            Self.append(UInt64(low), width: 1, to: &digits)
        }
    }

    private static func append(_ value: UInt64, width: Int, to digits: inout [UInt8]) {
        let start = digits.count
        var rest = value
        while rest > 0 || digits.count < start + width {
            digits.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        digits[start...].reverse()
    }

    /// Orders numbers by value.
    package static func < (left: SequenceNumber, right: SequenceNumber) -> Bool {
        left.value < right.value
    }
}
