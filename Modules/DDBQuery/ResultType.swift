/// The type of a result's column, or of a part of one.
public indirect enum ResultType: Sendable, Equatable {
    /// Nothing but NULL.
    case null
    /// True or false.
    case boolean
    /// A signed integer of up to eight bytes.
    case integer
    /// An unsigned integer of up to eight bytes.
    case unsignedInteger
    /// A signed integer of sixteen bytes.
    case wideInteger
    /// An unsigned integer of sixteen bytes.
    case unsignedWideInteger
    /// A number of four bytes, binary floating point.
    case float
    /// A number of eight bytes, binary floating point.
    case double
    /// Decimal digits, of them `scale` behind the point.
    case decimal(precision: Int, scale: Int)
    /// Text; enumerations too.
    case string
    /// Bytes.
    case blob
    /// A day, as days since 1970-01-01.
    case date
    /// A time of day, in microseconds.
    case time
    /// Date and time in a unit since 1970-01-01; a moment where it is UTC, else without a zone.
    case timestamp(ResultTimeUnit, isUTC: Bool)
    /// Months, days and microseconds.
    case interval
    /// A UUID, as its 128 bits.
    case uuid
    /// A list.
    case list(ResultType)
    /// Named fields.
    case structure([ResultField])
    /// Keys with values.
    case map(key: ResultType, value: ResultType)
}

/// What one step of a timestamp is.
public enum ResultTimeUnit: Int64, Sendable, Equatable {
    /// A second.
    case seconds = 1
    /// A thousandth of one.
    case milliseconds = 1000
    /// A millionth of one.
    case microseconds = 1_000_000
    /// A billionth of one.
    case nanoseconds = 1_000_000_000
}

/// A name and a type.
public struct ResultField: Sendable, Equatable {
    /// The name; a result's columns may share one.
    public let name: String

    /// The type.
    public let type: ResultType
}
