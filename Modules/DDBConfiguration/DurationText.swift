/// Reads and writes time spans as `250ms`, `1s`, `1h30m`.
///
/// A text is one or more numbers, each with a unit of ns, us, ms, s, m, h or d; a number may have a
/// fraction. There is no default unit and no sign. What is finer than a nanosecond is dropped.
public enum DurationText {
    /// The longest span, 100 years of 365 days.
    public static let longest = Duration.seconds(36_500 * 86_400)

    /// Returns the span of a text, or nil where it is not of that form or longer than ``longest``.
    public static func parse(_ text: String) -> Duration? {
        var rest = text[...]
        var nanoseconds: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let whole = rest.prefix { $0.isASCII && $0.isNumber }
            guard !whole.isEmpty, let count = Int64(whole) else { return nil }
            rest = rest[whole.endIndex...]
            var fraction = rest[rest.startIndex..<rest.startIndex]
            if rest.first == "." {
                rest.removeFirst()
                fraction = rest.prefix { $0.isASCII && $0.isNumber }
                guard !fraction.isEmpty else { return nil }
                rest = rest[fraction.endIndex...]
            }
            let word = rest.prefix { $0.isASCII && $0.isLetter }
            guard let unit = units.first(where: { $0.name == word })?.nanoseconds else {
                return nil
            }
            rest = rest[word.endIndex...]
            let (product, overflow) = count.multipliedReportingOverflow(by: unit)
            let (sum, sumOverflow) = nanoseconds.addingReportingOverflow(product)
            guard !overflow, !sumOverflow else { return nil }
            nanoseconds = sum
            var place = unit
            for digit in fraction {
                place /= 10
                guard let value = digit.wholeNumberValue else { return nil }
                let (total, overflow) = nanoseconds.addingReportingOverflow(place * Int64(value))
                guard !overflow else { return nil }
                nanoseconds = total
            }
        }
        let span = Duration.nanoseconds(nanoseconds)
        return span <= longest ? span : nil
    }

    /// Writes a span with the largest unit that holds it in whole numbers.
    public static func format(_ span: Duration) -> String {
        let (seconds, attoseconds) = span.components
        if attoseconds == 0 {
            for unit in units.reversed()
            where unit.nanoseconds >= 1_000_000_000
                && seconds % (unit.nanoseconds / 1_000_000_000) == 0 && seconds != 0
            {
                return "\(seconds / (unit.nanoseconds / 1_000_000_000))\(unit.name)"
            }
            return "\(seconds)s"
        }
        let nanoseconds = attoseconds / 1_000_000_000
        for unit in units.reversed()
        where unit.nanoseconds < 1_000_000_000 && nanoseconds % unit.nanoseconds == 0 {
            let wholes = seconds * (1_000_000_000 / unit.nanoseconds)
            return "\(wholes + nanoseconds / unit.nanoseconds)\(unit.name)"
        }
        return "\(seconds)s"
    }

    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
    ]
}
