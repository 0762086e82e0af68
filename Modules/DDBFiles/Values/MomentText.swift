public import DDBBase

/// Writes days, times of day and moments by ISO 8601, as Java's `toString` and so Flink do.
///
/// Seconds are always written; a fraction has three, six or nine digits, or there is none. Years
/// outside of 0 to 9999 have a sign.
public enum MomentText {
    private static let nanosecondsPerDay: Int128 = 86_400_000_000_000

    /// Appends `2026-01-31` of days since 1970-01-01.
    public static func append(day: Int, to text: inout [UInt8]) {
        let (year, month, day) = civil(daysSinceEpoch: day)
        if year < 0 {
            text.append(UInt8(ascii: "-"))
        } else if year > 9999 {
            text.append(UInt8(ascii: "+"))
        }
        if year.magnitude > 9999 {
            DigitText.append(UInt64(year.magnitude), to: &text)
        } else {
            DigitText.append(UInt64(year.magnitude), width: 4, to: &text)
        }
        text.append(UInt8(ascii: "-"))
        DigitText.append(UInt64(month), width: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        DigitText.append(UInt64(day), width: 2, to: &text)
    }

    /// Appends `12:34:56.789` of the nanoseconds of a day.
    public static func append(nanosecondsOfDay time: Int64, to text: inout [UInt8]) {
        let seconds = UInt64(time / 1_000_000_000)
        let fraction = UInt64(time % 1_000_000_000)
        DigitText.append(seconds / 3600, width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        DigitText.append(seconds / 60 % 60, width: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        DigitText.append(seconds % 60, width: 2, to: &text)
        guard fraction > 0 else { return }
        text.append(UInt8(ascii: "."))
        if fraction % 1_000_000 == 0 {
            DigitText.append(fraction / 1_000_000, width: 3, to: &text)
        } else if fraction % 1000 == 0 {
            DigitText.append(fraction / 1000, width: 6, to: &text)
        } else {
            DigitText.append(fraction, width: 9, to: &text)
        }
    }

    /// Appends `2026-01-31T12:34:56Z`, or without the `Z` where no zone is known.
    ///
    /// - Parameter nanoseconds: Since 1970-01-01T00:00:00.
    public static func append(nanoseconds: Int128, isUTC: Bool, to text: inout [UInt8]) {
        let (day, time) = split(nanoseconds)
        append(day: day, to: &text)
        text.append(UInt8(ascii: "T"))
        append(nanosecondsOfDay: time, to: &text)
        if isUTC { text.append(UInt8(ascii: "Z")) }
    }

    /// The whole day and the rest of it.
    private static func split(_ nanoseconds: Int128) -> (day: Int, time: Int64) {
        var (day, time) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerDay)
        if time < 0 {
            day -= 1
            time += nanosecondsPerDay
        }
        return (Int(day), Int64(time))
    }

    /// The moment that a text names: ISO 8601 with a zone, without one in UTC, or a day alone.
    public static func instant(_ text: String) -> Instant? {
        if let instant = Instant(iso8601: text) { return instant }
        var text = text
        if let space = text.firstIndex(of: " ") {
            text.replaceSubrange(space...space, with: "T")
        }
        return Instant(iso8601: text) ?? Instant(iso8601: text + "Z")
            ?? Instant(iso8601: text + "T00:00:00Z")
    }
}
