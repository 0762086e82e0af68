/// A moment, as whole microseconds since 1970-01-01T00:00:00Z.
///
/// Microseconds are what the store's timestamps and Parquet's `TIMESTAMP(MICROS)` hold. The range
/// of `Int64` reaches about 292,000 years either way; text is limited to the years 0 to 9999.
public struct Instant: Sendable, Hashable, Comparable, Codable {
    /// Microseconds since the epoch; negative before 1970.
    public var microseconds: Int64

    /// Creates a moment from microseconds since the epoch.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Creates a moment from milliseconds since the epoch.
    ///
    /// Values beyond what microseconds can hold are clamped.
    public init(milliseconds: Int64) {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        microseconds = overflow ? (milliseconds < 0 ? .min : .max) : product
    }

    /// Milliseconds since the epoch, rounded down.
    public var milliseconds: Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: 1000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Orders moments by time.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    /// Returns the moment that lies a duration later, clamped to the range.
    public func advanced(byMicroseconds delta: Int64) -> Instant {
        let (sum, overflow) = microseconds.addingReportingOverflow(delta)
        return Instant(microseconds: overflow ? (delta < 0 ? .min : .max) : sum)
    }
}
