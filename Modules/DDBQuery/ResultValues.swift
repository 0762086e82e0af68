/// The values of a column, by the form in which they are held.
public indirect enum ResultValues: Sendable, Equatable {
    /// No values: every row is NULL.
    case none
    /// For `boolean`.
    case boolean([Bool])
    /// For `integer`, `date`, `time` and `timestamp`.
    case int64([Int64])
    /// For `unsignedInteger`.
    case uint64([UInt64])
    /// For `wideInteger`, and for `decimal`, where it is the number without its point.
    case int128([Int128])
    /// For `unsignedWideInteger` and `uuid`.
    case uint128([UInt128])
    /// For `float`.
    case float([Float])
    /// For `double`.
    case double([Double])
    /// For `string`, in UTF-8, and `blob`.
    case bytes(ResultBytes)
    /// For `interval`.
    case interval([ResultInterval])
    /// For `list`.
    case list([Range<Int>], elements: ResultColumn)
    /// For `structure`.
    case structure([ResultColumn])
    /// For `map`.
    case map([Range<Int>], keys: ResultColumn, values: ResultColumn)

    init(emptyOf type: ResultType) {
        switch type {
        case .null: self = .none
        case .boolean: self = .boolean([])
        case .integer, .date, .time, .timestamp: self = .int64([])
        case .unsignedInteger: self = .uint64([])
        case .wideInteger, .decimal: self = .int128([])
        case .unsignedWideInteger, .uuid: self = .uint128([])
        case .float: self = .float([])
        case .double: self = .double([])
        case .string, .blob: self = .bytes(ResultBytes(bytes: [], ends: []))
        case .interval: self = .interval([])
        case .list(let element):
            self = .list([], elements: ResultColumn(empty: ResultField(name: "", type: element)))
        case .structure(let fields): self = .structure(fields.map { ResultColumn(empty: $0) })
        case .map(let key, let value):
            self = .map(
                [], keys: ResultColumn(empty: ResultField(name: "key", type: key)),
                values: ResultColumn(empty: ResultField(name: "value", type: value)))
        }
    }
}

/// Texts or byte strings, one after another.
public struct ResultBytes: Sendable, Equatable {
    /// All of them.
    public let bytes: [UInt8]

    /// Where each ends; it starts where the one before ends.
    public let ends: [Int]

    /// The bytes of one.
    public subscript(row: Int) -> ArraySlice<UInt8> {
        bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]]
    }
}

/// A span of time that keeps months, days and the rest apart, as calendars do.
public struct ResultInterval: Sendable, Equatable {
    /// Whole months.
    public let months: Int32

    /// Whole days.
    public let days: Int32

    /// Microseconds.
    public let microseconds: Int64
}
