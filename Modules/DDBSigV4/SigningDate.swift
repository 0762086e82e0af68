import DDBBase

/// A moment as signatures write it: `20150830T123600Z`, and the day `20150830`.
struct SigningDate {
    /// The day and the time.
    let timestamp: String
    /// The day.
    let day: String

    init(_ instant: Instant) throws(SigningError) {
        let secondsPerDay: Int64 = 86_400
        let microseconds = instant.microseconds
        var seconds = microseconds / 1_000_000
        if microseconds % 1_000_000 < 0 { seconds -= 1 }
        var days = seconds / secondsPerDay
        if seconds % secondsPerDay < 0 { days -= 1 }
        let time = Int(seconds - days * secondsPerDay)
        let (year, month, date) = civil(daysSinceEpoch: Int(days))
        guard (0...9999).contains(year) else {
            throw SigningError(
                .invalidDate, "A signature needs a date in the years 0 to 9999; set the clock.")
        }
        var text: [UInt8] = []
        text.reserveCapacity(16)
        appendDigits(year, 4, to: &text)
        appendDigits(month, 2, to: &text)
        appendDigits(date, 2, to: &text)
        day = String(decoding: text, as: UTF8.self)
        text.append(UInt8(ascii: "T"))
        appendDigits(time / 3600, 2, to: &text)
        appendDigits(time / 60 % 60, 2, to: &text)
        appendDigits(time % 60, 2, to: &text)
        text.append(UInt8(ascii: "Z"))
        timestamp = String(decoding: text, as: UTF8.self)
    }
}

private func appendDigits(_ value: Int, _ width: Int, to text: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
        text.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
        divisor /= 10
    }
}
