package import DDBBase

/// Reads the dates of HTTP heads (RFC 9110 §5.6.7): the form that is in use and the two obsolete
/// ones.
///
/// - `Sun, 06 Nov 1994 08:49:37 GMT`
/// - `Sunday, 06-Nov-94 08:49:37 GMT`
/// - `Sun Nov  6 08:49:37 1994`
package enum HTTPDate {
    private static let textBytesMax = 64
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let longDays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    /// The moment that a text names, or nil where it has none of the forms or names a day or time
    /// that does not exist.
    ///
    /// The name of the day is not held against the date. A leap second counts as the one before.
    ///
    /// - Parameter now: Decides the century of a year of two digits, which lies at most 50 years
    ///   ahead.
    package static func parse(_ text: String, now: Instant) -> Instant? {
        guard text.utf8.count <= textBytesMax, text.utf8.allSatisfy({ $0 < 0x80 }) else {
            return nil
        }
        if let moment = parse(text) { return moment }
        let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        if words.count == 4, words[3] == "GMT", words[0].hasSuffix(","),
            longDays.contains(String(words[0].dropLast()))
        {
            let date = words[1].split(separator: "-", omittingEmptySubsequences: false)
            guard date.count == 3, date[0].utf8.count == 2, date[2].utf8.count == 2,
                let year = number(String(date[2]))
            else { return nil }
            return moment(
                year: padded(fullYear(year, now: now), 4), month: String(date[1]),
                day: String(date[0]), time: words[2])
        }
        if words.count == 5, days.contains(words[0]), (1...2).contains(words[2].utf8.count),
            words[4].utf8.count == 4, let day = number(words[2])
        {
            return moment(year: words[4], month: words[1], day: padded(day, 2), time: words[3])
        }
        return nil
    }

    /// The moment that a text names in the form that is in use, or nil; see ``parse(_:now:)``.
    package static func parse(_ text: String) -> Instant? {
        guard text.utf8.count <= textBytesMax else { return nil }
        let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard words.count == 6, words[5] == "GMT", words[0].hasSuffix(","),
            days.contains(String(words[0].dropLast())), words[1].utf8.count == 2,
            words[3].utf8.count == 4
        else { return nil }
        return moment(year: words[3], month: words[2], day: words[1], time: words[4])
    }

    /// The reader of ISO 8601 knows the calendar, so the parts are handed to it.
    private static func moment(
        year: String, month: String, day: String, time: String
    ) -> Instant? {
        guard let index = months.firstIndex(of: month), time.utf8.count == 8 else { return nil }
        let seconds = time.hasSuffix(":60") ? String(time.dropLast(2)) + "59" : time
        return Instant(iso8601: "\(year)-\(padded(index + 1, 2))-\(day)T\(seconds)Z")
    }

    private static func fullYear(_ year: Int, now: Instant) -> Int {
        let (thisYear, _, _) = civil(daysSinceEpoch: Int(now.microseconds / 86_400_000_000))
        let inThisCentury = thisYear - thisYear % 100 + year
        if inThisCentury > thisYear + 50 { return inThisCentury - 100 }
        return inThisCentury <= thisYear - 50 ? inThisCentury + 100 : inThisCentury
    }

    private static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
