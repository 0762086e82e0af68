/// Finds the smallest and the greatest byte array of a range.
enum ByteArrayBounds {
    static func find(_ column: ByteArrayColumn, _ range: Range<Int>) -> ValueBounds? {
        let (smallest, greatest) = unsafe column.bytes.withUnsafeBytes { bytes in
            unsafe column.offsets.withUnsafeBufferPointer { offsets in
                unsafe places(bytes, offsets, range)
            }
        }
        return ValueBounds(minimum: Array(column[smallest]), maximum: Array(column[greatest]))
    }

    /// Compares the first eight bytes as one number; only ties look further.
    @unsafe
    private static func places(
        _ bytes: UnsafeRawBufferPointer, _ offsets: UnsafeBufferPointer<UInt32>, _ range: Range<Int>
    ) -> (smallest: Int, greatest: Int) {
        var smallest = range.lowerBound
        var greatest = smallest
        var lowPrefix = unsafe prefix(bytes, Int(offsets[smallest]), Int(offsets[smallest + 1]))
        var highPrefix = lowPrefix
        var start = Int(unsafe offsets[range.lowerBound])
        for index in range {
            let end = Int(unsafe offsets[index &+ 1])
            let value = unsafe prefix(bytes, start, end)
            if value <= lowPrefix {
                let isLess =
                    unsafe value < lowPrefix
                    || precedes(
                        bytes, start, end, Int(offsets[smallest]), Int(offsets[smallest &+ 1]))
                if isLess {
                    smallest = index
                    lowPrefix = value
                }
            }
            if value >= highPrefix {
                let isGreater =
                    unsafe value > highPrefix
                    || precedes(
                        bytes, Int(offsets[greatest]), Int(offsets[greatest &+ 1]), start, end)
                if isGreater {
                    greatest = index
                    highPrefix = value
                }
            }
            start = end
        }
        return (smallest, greatest)
    }

    /// The first eight bytes as a big-endian number, with zeros where there are fewer.
    @unsafe @inline(__always)
    private static func prefix(
        _ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int
    ) -> UInt64 {
        let count = end &- start
        if start &+ 8 <= bytes.count {
            let word = unsafe UInt64(
                bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
            return count >= 8 ? word : count == 0 ? 0 : word & ~(UInt64.max >> UInt64(count * 8))
        }
        var word: UInt64 = 0
        for offset in 0..<min(count, 8) {
            word |= UInt64(unsafe bytes[start + offset]) << UInt64(56 - offset * 8)
        }
        return word
    }

    @unsafe
    private static func precedes(
        _ bytes: UnsafeRawBufferPointer, _ leftStart: Int, _ leftEnd: Int, _ rightStart: Int,
        _ rightEnd: Int
    ) -> Bool {
        let common = min(leftEnd - leftStart, rightEnd - rightStart)
        var offset = 0
        while offset &+ 8 <= common {
            let left = unsafe bytes.loadUnaligned(
                fromByteOffset: leftStart &+ offset, as: UInt64.self)
            let right = unsafe bytes.loadUnaligned(
                fromByteOffset: rightStart &+ offset, as: UInt64.self)
            if left != right { return left.byteSwapped < right.byteSwapped }
            offset &+= 8
        }
        while offset < common {
            let left = unsafe bytes[leftStart &+ offset]
            let right = unsafe bytes[rightStart &+ offset]
            if left != right { return left < right }
            offset &+= 1
        }
        return leftEnd - leftStart < rightEnd - rightStart
    }
}
