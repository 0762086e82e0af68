import DDBBase

/// Writes moments as the field `date` has them (RFC 9110 §5.6.7).
enum HTTPDateText {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment as `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ instant: Instant) -> String {
        let text = Array(instant.iso8601.utf8)
        let part = { (range: Range<Int>) in String(decoding: text[range], as: UTF8.self) }
        let days = Int(instant.microseconds / 86_400_000_000)
        let month = months[max(0, (Int(part(5..<7)) ?? 1) - 1)]
        // The epoch was a Thursday.
        return "\(weekdays[days % 7]), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) GMT"
    }
}
