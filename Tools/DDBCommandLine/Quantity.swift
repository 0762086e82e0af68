/// Numbers as people read them.
enum Quantity {
    /// `1,234,567`.
    static func count(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = String(digits.dropLast(3))
        }
        groups.insert(digits[...], at: 0)
        return (value < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    /// `12.3 MB`, in powers of a thousand.
    static func bytes(_ value: Int) -> String {
        var rest = Double(value)
        for unit in ["B", "kB", "MB", "GB", "TB"] {
            if rest < 999.95 || unit == "TB" {
                return unit == "B" ? "\(value) B" : "\(oneDigit(rest)) \(unit)"
            }
            rest /= 1000
        }
        return "\(value) B"
    }

    /// `0.4 s`, `12.0 s`, `3 min 20 s`.
    static func duration(_ seconds: Double) -> String {
        guard seconds >= 100 else { return "\(oneDigit(seconds)) s" }
        let whole = Int(seconds)
        return whole < 6000
            ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
    }

    private static func oneDigit(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
