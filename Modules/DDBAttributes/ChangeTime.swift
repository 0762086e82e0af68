import DDBBase

/// Reads the time of a change, a JSON number in any of its spellings: `1479499740`,
/// `1479499740.0`, `1.47949974E9`.
enum ChangeTime {
    /// Below this a time of unknown unit is in seconds: as milliseconds it would be before 1973.
    private static var secondsMax: Int128 { 100_000_000_000 }
    /// Below this it is in milliseconds: as microseconds it would be before 1973.
    private static var millisecondsMax: Int128 { 100_000_000_000_000 }

    /// Returns the moment, digits below a microsecond cut off; nil where it is out of range.
    static func instant(_ text: RawSpan, _ unit: ScannedChange.Unit) -> Instant? {
        guard let number = NumberText.decimal(text) else { return nil }
        let factor: Int64
        switch unit {
        case .seconds: factor = 1_000_000
        case .microseconds(let count): factor = count
        case .magnitude:
            guard let whole = scaled(number.mantissa, number.scale)?.magnitude else { return nil }
            factor =
                whole < secondsMax.magnitude
                ? 1_000_000
                : whole < millisecondsMax.magnitude ? 1000 : 1
        }
        // The factor is a power of ten: moving the point keeps fractions that a product would cut.
        let digits = factor == 1 ? 0 : factor == 1000 ? 3 : 6
        guard let value = scaled(number.mantissa, number.scale - digits),
            let microseconds = Int64(exactly: value)
        else { return nil }
        return Instant(microseconds: microseconds)
    }

    /// Returns mantissa x 10^-scale without its fraction; nil where it exceeds 64 bits.
    private static func scaled(_ mantissa: Int128, _ scale: Int) -> Int128? {
        var value = mantissa
        if scale > 0 {
            for _ in 0..<scale where value != 0 { value /= 10 }
        } else {
            for _ in scale..<0 {
                guard value.magnitude <= Int128(Int64.max).magnitude else { return nil }
                value *= 10
            }
        }
        return value
    }
}
