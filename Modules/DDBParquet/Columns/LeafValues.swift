/// The values of a leaf, without nulls, in one array.
public enum LeafValues: Sendable, Equatable {
    /// Values of type `boolean`.
    case boolean([Bool])
    /// Values of type `int32`; unsigned ones by bit pattern.
    case int32([Int32])
    /// Values of type `int64`; unsigned ones by bit pattern.
    case int64([Int64])
    /// Values of type `int96`, twelve bytes each.
    case int96(FixedColumn)
    /// Values of type `float`.
    case float([Float])
    /// Values of type `double`.
    case double([Double])
    /// Values of type `byteArray`.
    case byteArray(ByteArrayColumn)
    /// Values of type `fixed`.
    case fixed(FixedColumn)

    /// How many values there are.
    public var count: Int {
        switch self {
        case .boolean(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .float(let values): values.count
        case .double(let values): values.count
        case .int96(let column), .fixed(let column): column.count
        case .byteArray(let column): column.count
        }
    }
}

/// Byte strings one after the other, and where each begins.
public struct ByteArrayColumn: Sendable, Equatable {
    /// The bytes of all values, without gaps.
    public private(set) var bytes: [UInt8]
    /// Where each value begins in `bytes`, and at the end where the last one ends.
    public private(set) var offsets: [UInt32]

    /// Creates a column without values.
    public init() {
        bytes = []
        offsets = [0]
    }

    /// Creates a column of bytes and offsets, or nil where they do not fit together.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of all values, without gaps.
    ///   - offsets: One more than there are values, rising, from 0 to `bytes.count`.
    public init?(bytes: [UInt8], offsets: [UInt32]) {
        guard offsets.first == 0, offsets.last.map(Int.init) == bytes.count else { return nil }
        var isRising = true
        for index in 1..<max(offsets.count, 1) {
            isRising = isRising && offsets[index - 1] <= offsets[index]
        }
        guard isRising else { return nil }
        self.bytes = bytes
        self.offsets = offsets
    }

    /// Creates a column of texts: for tests and small data.
    public init(_ texts: [String]) {
        self.init()
        for text in texts { append(text.utf8) }
    }

    /// Creates a column of bytes and offsets that certainly fit together.
    package init(checkedBytes: [UInt8], offsets: [UInt32]) {
        bytes = checkedBytes
        self.offsets = offsets
    }

    /// How many values there are.
    public var count: Int { offsets.count - 1 }

    /// The bytes of one value.
    public subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[Int(offsets[index])..<Int(offsets[index + 1])]
    }

    /// Appends a value.
    ///
    /// A column holds less than 4 GiB; more is a mistake of the caller.
    public mutating func append(_ value: some Collection<UInt8>) {
        bytes.append(contentsOf: value)
        offsets.append(UInt32(bytes.count))
    }
}

/// Byte strings of one size, one after the other.
public struct FixedColumn: Sendable, Equatable {
    /// The bytes of all values.
    public let bytes: [UInt8]
    /// How many bytes a value has.
    public let byteCount: Int

    /// Creates a column, or nil where the bytes are not a whole number of values.
    public init?(bytes: [UInt8], byteCount: Int) {
        guard byteCount > 0, bytes.count % byteCount == 0 else { return nil }
        self.bytes = bytes
        self.byteCount = byteCount
    }

    init(checkedBytes: [UInt8], byteCount: Int) {
        bytes = checkedBytes
        self.byteCount = byteCount
    }

    /// How many values there are.
    public var count: Int { bytes.count / byteCount }

    /// The bytes of one value.
    public subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[index * byteCount..<(index + 1) * byteCount]
    }
}
