/// The smallest and the greatest value of a page or a chunk, in the plain encoding.
struct ValueBounds: Equatable {
    var minimum: [UInt8]
    var maximum: [UInt8]

    /// Widens the bounds to hold others.
    mutating func formUnion(_ other: ValueBounds, _ order: ValueOrder) {
        if order.isLess(other.minimum, minimum) { minimum = other.minimum }
        if order.isLess(maximum, other.maximum) { maximum = other.maximum }
    }

    /// Finds the bounds of a range of values, or nil where it has none.
    static func find(_ values: LeafValues, _ range: Range<Int>, _ order: ValueOrder) -> Self? {
        guard !range.isEmpty, order != .none else { return nil }
        switch values {
        case .boolean(let values):
            let hasFalse = values[range].contains(false)
            let hasTrue = values[range].contains(true)
            return Self(minimum: [hasFalse ? 0 : 1], maximum: [hasTrue ? 1 : 0])
        case .int32(let values):
            return order == .unsigned32
                ? extremes(values, range) { UInt32(bitPattern: $0) }
                : extremes(values, range) { $0 }
        case .int64(let values):
            return order == .unsigned64
                ? extremes(values, range) { UInt64(bitPattern: $0) }
                : extremes(values, range) { $0 }
        case .float(let values):
            return floating(values, range) { .init(littleEndian: $0.bitPattern) }
        case .double(let values):
            return floating(values, range) { .init(littleEndian: $0.bitPattern) }
        case .byteArray(let column):
            return order == .bytes ? ByteArrayBounds.find(column, range) : nil
        case .fixed(let column): return fixed(column, range, order)
        case .int96: return nil
        }
    }

    @inline(__always)
    private static func extremes<Number, Key: FixedWidthInteger>(
        _ numbers: [Number], _ range: Range<Int>, key: (Number) -> Key
    ) -> Self {
        unsafe numbers.withUnsafeBufferPointer { numbers in
            var smallest = key(unsafe numbers[range.lowerBound])
            var greatest = smallest
            for index in range {
                let value = key(unsafe numbers[index])
                smallest = value < smallest ? value : smallest
                greatest = value > greatest ? value : greatest
            }
            return Self(
                minimum: .init(littleEndian: smallest), maximum: .init(littleEndian: greatest))
        }
    }

    /// NaN is never a bound, and a zero is written with the sign that holds both zeros.
    private static func floating<Number: BinaryFloatingPoint>(
        _ numbers: [Number], _ range: Range<Int>, bytes: (Number) -> [UInt8]
    ) -> Self? {
        var smallest = Number.infinity
        var greatest = -Number.infinity
        var isFound = false
        for index in range {
            let value = numbers[index]
            isFound = isFound || !value.isNaN
            smallest = value < smallest ? value : smallest
            greatest = value > greatest ? value : greatest
        }
        guard isFound else { return nil }
        return Self(
            minimum: bytes(smallest == 0 ? -0.0 : smallest),
            maximum: bytes(greatest == 0 ? 0.0 : greatest))
    }

    private static func fixed(
        _ column: FixedColumn, _ range: Range<Int>, _ order: ValueOrder
    ) -> Self? {
        guard order == .bytes || order == .signedBytes else { return nil }
        let width = column.byteCount
        // Of one size, two's complement is unsigned order with the sign bit turned over.
        let flip: UInt8 = order == .signedBytes ? 0x80 : 0
        var smallest = range.lowerBound
        var greatest = range.lowerBound
        unsafe column.bytes.withUnsafeBufferPointer { bytes in
            func isLess(_ left: Int, _ right: Int) -> Bool {
                var mask = flip
                for offset in 0..<width {
                    let one = unsafe bytes[left * width + offset] ^ mask
                    let two = unsafe bytes[right * width + offset] ^ mask
                    if one != two { return one < two }
                    mask = 0
                }
                return false
            }
            for index in range {
                if isLess(index, smallest) { smallest = index }
                if isLess(greatest, index) { greatest = index }
            }
        }
        return Self(minimum: Array(column[smallest]), maximum: Array(column[greatest]))
    }
}
