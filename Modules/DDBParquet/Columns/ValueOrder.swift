/// The order of the values of a leaf, by which its bounds are taken.
///
/// Specification: `ColumnOrder` in
/// <https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift>.
enum ValueOrder: Sendable, Equatable {
    case boolean
    case signed32, unsigned32, signed64, unsigned64
    case float, double, float16
    /// Byte by byte, unsigned, the shorter one first.
    case bytes
    /// Big-endian two's complement.
    case signedBytes
    /// No order: no bounds.
    case none

    init(_ leaf: SchemaLeaf) {
        let isUnsigned =
            if case .integer(_, isSigned: false) = leaf.logicalType { true } else { false }
        switch (leaf.physicalType, leaf.logicalType) {
        case (_, .interval), (_, .other), (_, .unknown), (.int96, _): self = .none
        case (.boolean, _): self = .boolean
        case (.int32, _): self = isUnsigned ? .unsigned32 : .signed32
        case (.int64, _): self = isUnsigned ? .unsigned64 : .signed64
        case (.float, _): self = .float
        case (.double, _): self = .double
        case (.fixed(2), .float16): self = .float16
        case (.byteArray, .decimal), (.fixed, .decimal): self = .signedBytes
        case (.byteArray, _), (.fixed, _): self = .bytes
        }
    }

    /// Whether a bound of so many bytes can be compared at all.
    func accepts(_ bound: [UInt8]) -> Bool {
        switch self {
        case .boolean: bound.count == 1
        case .signed32, .unsigned32: bound.count == 4
        case .signed64, .unsigned64: bound.count == 8
        case .float: bound.count == 4 && !Float(bitPattern: bound.word()).isNaN
        case .double: bound.count == 8 && !Double(bitPattern: bound.word()).isNaN
        case .float16: bound.count == 2 && !Self.widened(bound).isNaN
        case .bytes: true
        case .signedBytes: !bound.isEmpty
        case .none: false
        }
    }

    /// Whether one bound is less than another; both are accepted ones.
    func isLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        switch self {
        case .boolean: left[0] < right[0]
        case .signed32: Int32(bitPattern: left.word()) < Int32(bitPattern: right.word())
        case .unsigned32: (left.word() as UInt32) < right.word()
        case .signed64: Int64(bitPattern: left.word()) < Int64(bitPattern: right.word())
        case .unsigned64: (left.word() as UInt64) < right.word()
        case .float: Float(bitPattern: left.word()) < Float(bitPattern: right.word())
        case .double: Double(bitPattern: left.word()) < Double(bitPattern: right.word())
        case .float16: Self.widened(left) < Self.widened(right)
        case .bytes: left.lexicographicallyPrecedes(right)
        case .signedBytes: Self.isSignedLess(left, right)
        case .none: false
        }
    }

    private static func isSignedLess(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let leftFill: UInt8 = left[0] >= 0x80 ? 0xFF : 0
        let rightFill: UInt8 = right[0] >= 0x80 ? 0xFF : 0
        if leftFill != rightFill { return leftFill == 0xFF }
        let count = max(left.count, right.count)
        let wideLeft = repeatElement(leftFill, count: count - left.count) + left
        let wideRight = repeatElement(rightFill, count: count - right.count) + right
        return wideLeft.lexicographicallyPrecedes(wideRight)
    }

    /// The value of a 16-bit number.
    private static func widened(_ bytes: [UInt8]) -> Float {
        let half: UInt16 = bytes.word()
        let fraction = UInt32(half & 0x3FF)
        let sign = UInt32(half & 0x8000) << 16
        switch half >> 10 & 0x1F {
        case 0:
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        case let exponent:
            return Float(bitPattern: sign | (UInt32(exponent) + 112) << 23 | fraction << 13)
        }
    }
}

extension [UInt8] {
    /// The bytes as a little-endian number; there are at least as many as it has.
    func word<Number: FixedWidthInteger>() -> Number {
        var number: Number = 0
        for index in (0..<MemoryLayout<Number>.size).reversed() {
            number = number << 8 | Number(truncatingIfNeeded: self[index])
        }
        return number
    }

    /// The bytes of a little-endian number.
    init(littleEndian number: some FixedWidthInteger) {
        self.init()
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
