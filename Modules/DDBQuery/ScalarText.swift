import DDBBase

/// The text of values that are neither nested nor text or bytes themselves.
enum ScalarText {
    /// What JSON makes of the text.
    enum Shape {
        /// It stands as it is: numbers, true and false.
        case bare
        /// It stands in quotes.
        case quoted
    }

    /// Appends the exact text of a value that is not NULL, and tells its shape.
    static func append(_ column: ResultColumn, row: Int, to text: inout [UInt8]) -> Shape {
        switch column.values {
        case .none:
            text += "null".utf8
        case .boolean(let values):
            text += (values[row] ? "true" : "false").utf8
        case .int64(let values):
            return append(values[row], type: column.field.type, to: &text)
        case .uint64(let values):
            text += String(values[row]).utf8
        case .int128(let values):
            if case .decimal(_, let scale) = column.field.type {
                appendDecimal(values[row], scale: scale, to: &text)
            } else {
                text += String(values[row]).utf8
            }
        case .uint128(let values):
            guard column.field.type == .uuid else {
                text += String(values[row]).utf8
                return .bare
            }
            appendUUID(values[row], to: &text)
            return .quoted
        case .float(let values):
            text += (values[row].isNaN ? "NaN" : "\(values[row])").utf8
            return values[row].isFinite ? .bare : .quoted
        case .double(let values):
            // A NaN has a sign, and Swift writes it.
            text += (values[row].isNaN ? "NaN" : "\(values[row])").utf8
            return values[row].isFinite ? .bare : .quoted
        case .interval(let values):
            appendInterval(values[row], to: &text)
            return .quoted
        case .bytes, .list, .structure, .map:
            preconditionFailure("a nested value, a text or bytes have writers of their own")
        }
        return .bare
    }

    private static func append(
        _ value: Int64, type: ResultType, to text: inout [UInt8]
    ) -> Shape {
        switch type {
        case .date:
            if appendInfinity(value, limit: Int64(Int32.max), to: &text) { return .quoted }
            appendDay(value, to: &text)
            return .quoted
        case .time:
            appendTime(value, unit: .microseconds, to: &text)
            return .quoted
        case .timestamp(let unit, let isUTC):
            if appendInfinity(value, limit: .max, to: &text) { return .quoted }
            let unitsPerDay = unit.rawValue * 86_400
            let day = value >= 0 ? value / unitsPerDay : (value + 1) / unitsPerDay - 1
            appendDay(day, to: &text)
            text.append(UInt8(ascii: "T"))
            // Wraps only where the day's start lies before the first representable moment.
            appendTime(value &- day &* unitsPerDay, unit: unit, to: &text)
            if isUTC { text.append(UInt8(ascii: "Z")) }
            return .quoted
        case .null, .boolean, .integer, .unsignedInteger, .wideInteger, .unsignedWideInteger,
            .float, .double, .decimal, .string, .blob, .interval, .uuid, .list, .structure, .map:
            text += String(value).utf8
            return .bare
        }
    }

    /// The engine's infinities are the largest number and its negative.
    private static func appendInfinity(
        _ value: Int64, limit: Int64, to text: inout [UInt8]
    ) -> Bool {
        guard value == limit || value == -limit else { return false }
        text += (value < 0 ? "-infinity" : "infinity").utf8
        return true
    }

    private static func appendDay(_ days: Int64, to text: inout [UInt8]) {
        let date = civil(daysSinceEpoch: Int(days))
        // ISO 8601 writes years outside 0...9999 with a sign.
        if date.year < 0 || date.year > 9999 {
            text.append(UInt8(ascii: date.year < 0 ? "-" : "+"))
        }
        appendPadded(abs(date.year), width: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        appendPadded(date.month, width: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        appendPadded(date.day, width: 2, to: &text)
    }

    private static func appendTime(
        _ value: Int64, unit: ResultTimeUnit, to text: inout [UInt8]
    ) {
        let (seconds, fraction) = value.quotientAndRemainder(dividingBy: unit.rawValue)
        appendPadded(Int(seconds / 3600), width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        appendPadded(Int(seconds / 60 % 60), width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        appendPadded(Int(seconds % 60), width: 2, to: &text)
        appendFraction(Int(fraction), unitsPerSecond: Int(unit.rawValue), to: &text)
    }

    /// Three, six or nine digits; none for a whole second.
    private static func appendFraction(
        _ fraction: Int, unitsPerSecond: Int, to text: inout [UInt8]
    ) {
        guard fraction != 0 else { return }
        var rest = fraction
        var units = unitsPerSecond
        while rest % 1000 == 0 {
            rest /= 1000
            units /= 1000
        }
        text.append(UInt8(ascii: "."))
        appendPadded(rest, width: String(units).utf8.count - 1, to: &text)
    }

    static func appendDecimal(_ value: Int128, scale: Int, to text: inout [UInt8]) {
        if value < 0 { text.append(UInt8(ascii: "-")) }
        var digits = Array(String(value.magnitude).utf8)
        if digits.count <= scale {
            digits.insert(
                contentsOf: repeatElement(UInt8(ascii: "0"), count: scale + 1 - digits.count), at: 0
            )
        }
        text += digits[..<(digits.count - scale)]
        guard scale > 0 else { return }
        text.append(UInt8(ascii: "."))
        text += digits[(digits.count - scale)...]
    }

    private static func appendUUID(_ value: UInt128, to text: inout [UInt8]) {
        let hex = Array("0123456789abcdef".utf8)
        for digit in 0..<32 {
            if [8, 12, 16, 20].contains(digit) { text.append(UInt8(ascii: "-")) }
            text.append(hex[Int(truncatingIfNeeded: value >> UInt128(4 * (31 - digit))) & 15])
        }
    }

    /// The form of ISO 8601: `P1Y2M3DT4H5M6.5S`; each part has its own sign.
    private static func appendInterval(_ value: ResultInterval, to text: inout [UInt8]) {
        var date = ""
        var time = ""
        if value.months / 12 != 0 { date += "\(value.months / 12)Y" }
        if value.months % 12 != 0 { date += "\(value.months % 12)M" }
        if value.days != 0 { date += "\(value.days)D" }
        let micros = value.microseconds
        if micros / 3_600_000_000 != 0 { time += "\(micros / 3_600_000_000)H" }
        if micros / 60_000_000 % 60 != 0 { time += "\(micros / 60_000_000 % 60)M" }
        let rest = micros % 60_000_000
        if rest != 0 {
            var seconds: [UInt8] = rest < 0 ? [UInt8(ascii: "-")] : []
            seconds += String(abs(rest) / 1_000_000).utf8
            appendFraction(
                Int(abs(rest) % 1_000_000), unitsPerSecond: 1_000_000, to: &seconds)
            time += String(decoding: seconds, as: UTF8.self) + "S"
        }
        let whole = "P" + date + (time.isEmpty ? "" : "T" + time)
        text += (whole == "P" ? "PT0S" : whole).utf8
    }

    private static func appendPadded(_ value: Int, width: Int, to text: inout [UInt8]) {
        let digits = String(value).utf8
        text += repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count))
        text += digits
    }
}
