/// The storage type of a leaf.
public enum PhysicalType: Sendable, Hashable {
    /// One bit.
    case boolean
    /// 32 bits, signed or unsigned by the logical type.
    case int32
    /// 64 bits, signed or unsigned by the logical type.
    case int64
    /// Twelve bytes: an old form of timestamps (nanoseconds of the day, then Julian day).
    case int96
    /// An IEEE 754 number of 32 bits.
    case float
    /// An IEEE 754 number of 64 bits.
    case double
    /// Any number of bytes.
    case byteArray
    /// A fixed number of bytes, at least 1.
    case fixed(byteCount: Int)

    /// The number of this type in the file.
    var code: Int32 {
        switch self {
        case .boolean: 0
        case .int32: 1
        case .int64: 2
        case .int96: 3
        case .float: 4
        case .double: 5
        case .byteArray: 6
        case .fixed: 7
        }
    }

    init(code: Int32, byteCount: Int32?) throws(DecodeFault) {
        switch code {
        case 0: self = .boolean
        case 1: self = .int32
        case 2: self = .int64
        case 3: self = .int96
        case 4: self = .float
        case 5: self = .double
        case 6: self = .byteArray
        case 7:
            guard let byteCount, byteCount > 0 else { throw .malformed }
            self = .fixed(byteCount: Int(byteCount))
        case _: throw .unsupported
        }
    }
}

/// How often a node occurs in its parent.
public enum Repetition: Int32, Sendable, Hashable {
    /// Exactly once.
    case required = 0
    /// Once or never: null.
    case optional = 1
    /// Any number of times.
    case repeated = 2
}
