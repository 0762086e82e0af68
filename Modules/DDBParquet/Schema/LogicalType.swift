/// What the stored values of a node mean.
///
/// Specification:
/// [LogicalTypes.md](https://github.com/apache/parquet-format/blob/master/LogicalTypes.md).
public enum LogicalType: Sendable, Hashable {
    /// The unit of times and timestamps.
    public enum TimeUnit: Int16, Sendable, Hashable {
        /// A thousandth of a second.
        case milliseconds = 1
        /// A millionth of a second.
        case microseconds = 2
        /// A thousand millionth of a second.
        case nanoseconds = 3
    }

    /// UTF-8 text in a byte array.
    case string
    /// A group that holds a repeated group of key and value.
    case map
    /// A group that holds a repeated group of elements.
    case list
    /// UTF-8 text from a small set.
    case enumeration
    /// An integer times 10 to the power of -scale: int32, int64, or big-endian two's complement.
    case decimal(precision: Int, scale: Int)
    /// Days since 1970-01-01, int32.
    case date
    /// Time of day.
    case time(TimeUnit, isAdjustedToUTC: Bool)
    /// Time since 1970-01-01T00:00:00, int64.
    case timestamp(TimeUnit, isAdjustedToUTC: Bool)
    /// An integer of 8, 16, 32 or 64 bits.
    case integer(bitWidth: Int, isSigned: Bool)
    /// Always null.
    case unknown
    /// UTF-8 JSON text.
    case json
    /// A BSON document.
    case bson
    /// Sixteen bytes, big-endian.
    case uuid
    /// An IEEE 754 number of 16 bits in two fixed bytes.
    case float16
    /// Months, days, milliseconds in twelve fixed bytes.
    case interval
    /// A kind that this version does not know, by its number in the file.
    case other(Int16)
}
