public import DDBBase
import DDBJSON

/// A least or greatest value of a column, in the form that statistics have it.
public enum StatisticsBound: Sendable, Hashable {
    /// An integer of any width.
    case integer(Int64)
    /// A decimal as digits with an optional point, such as `-12.50`.
    case decimal(String)
    /// A double or float; NaN and infinities are left out, for JSON has none.
    case double(Double)
    /// Text, cut as the protocol says.
    case string(String)
    /// A day, counted from 1970-01-01.
    case date(daysSinceEpoch: Int32)
    /// A moment, cut to milliseconds downwards.
    case timestamp(Instant)
    /// A date and time without a zone, as if it were UTC; cut to milliseconds downwards.
    case timestampNtz(Instant)

    /// The least value in JSON, or nil where there is none to be told.
    var minimum: JSONValue? {
        if case .string(let text) = self { return .string(Self.lowerBound(text)) }
        return plain
    }

    /// The greatest value in JSON, or nil where there is none to be told.
    var maximum: JSONValue? {
        if case .string(let text) = self { return Self.upperBound(text).map { .string($0) } }
        return plain
    }

    private var plain: JSONValue? {
        switch self {
        case .integer(let value): .integer(value)
        case .decimal(let text): .number(text)
        case .double(let value): value.isFinite ? .number("\(value)") : nil
        case .string(let text): .string(text)
        case .date(let days):
            .string(
                String(
                    Instant(microseconds: Int64(days) * 86_400_000_000).iso8601.prefix { $0 != "T" }
                ))
        case .timestamp(let moment): .string(Self.milliseconds(moment) + "Z")
        case .timestampNtz(let moment): .string(Self.milliseconds(moment))
        }
    }

    /// The longest prefix of at most 32 UTF-16 units that ends between characters.
    static func lowerBound(_ text: String) -> String {
        guard text.utf16.count > unitCountMax else { return text }
        return String(decoding: prefix(Array(text.utf16), unitCountMax), as: UTF16.self)
    }

    /// A prefix with a character behind it that sorts after all that was cut off, or nil where none
    /// of at most twice the length does.
    static func upperBound(_ text: String) -> String? {
        let units = Array(text.utf16)
        guard units.count > unitCountMax else { return text }
        var end = prefix(units, unitCountMax).count
        while end <= 2 * unitCountMax {
            if end >= units.count { return text }
            if end + 1 < units.count, units[end] == 0xDBFF, units[end + 1] == 0xDFFF {
                // The greatest character of all: nothing sorts after it, so it has to stay.
                end += 2
                continue
            }
            let tieBreaker = units[end] < 0x7F ? "\u{7F}" : "\u{10FFFF}"
            return String(decoding: units[..<end], as: UTF16.self) + tieBreaker
        }
        return nil
    }

    /// How many UTF-16 units of a text are kept.
    static let unitCountMax = 32

    private static func prefix(_ units: [UInt16], _ count: Int) -> ArraySlice<UInt16> {
        let endsInPair = UTF16.isLeadSurrogate(units[count - 1])
        return units[..<(endsInPair ? count - 1 : count)]
    }

    /// `2026-01-01T00:00:00.000`, without a zone.
    private static func milliseconds(_ moment: Instant) -> String {
        let milliseconds = moment.milliseconds
        let second = Instant(milliseconds: milliseconds - milliseconds.remainder(of: 1000))
        let fraction = String(milliseconds.remainder(of: 1000))
        let zeros = String(repeating: "0", count: 3 - fraction.utf8.count)
        return String(second.iso8601.dropLast()) + "." + zeros + fraction
    }
}

extension Int64 {
    /// The remainder that is never negative.
    fileprivate func remainder(of divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
