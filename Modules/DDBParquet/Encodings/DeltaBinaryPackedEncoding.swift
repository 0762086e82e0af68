/// Differences of integers, packed to the narrowest width of each miniblock.
///
/// ```
/// page      := varint(valuesPerBlock) varint(miniblocks) varint(count) zigzag(first) block*
/// block     := zigzag(minDelta) width* miniblock*       a byte of width per miniblock
/// miniblock := (delta - minDelta) in width bits each
/// ```
/// All arithmetic wraps around at the width of the type. Specification:
/// [Encodings.md, DELTA_BINARY_PACKED =
/// 5](https://github.com/apache/parquet-format/blob/master/Encodings.md).
enum DeltaBinaryPackedEncoding {
    private static let blockCount = 128
    private static let miniblockCount = 32

    /// Appends integers.
    @unsafe
    static func append<Number: FixedWidthInteger & SignedInteger>(
        _ numbers: UnsafeBufferPointer<Number>, to output: inout ByteBuffer
    ) where Number.Magnitude: UnsignedInteger {
        output.appendVarint(UInt64(blockCount))
        output.appendVarint(UInt64(blockCount / miniblockCount))
        output.appendVarint(UInt64(numbers.count))
        let first = unsafe numbers.first ?? 0
        output.appendVarint(zigzag(Int64(first)))
        guard let base = numbers.baseAddress, numbers.count > 1 else { return }
        unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: blockCount) { deltas in
            guard let deltas = deltas.baseAddress else { return }
            var start = 1
            while start < numbers.count {
                let end = min(start + blockCount, numbers.count)
                unsafe appendBlock(base, start..<end, deltas, to: &output)
                start = end
            }
        }
    }

    private static func zigzag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: value << 1 ^ value >> 63)
    }

    @unsafe @inline(__always)
    private static func appendBlock<Number: FixedWidthInteger & SignedInteger>(
        _ base: UnsafePointer<Number>, _ range: Range<Int>,
        _ deltas: UnsafeMutablePointer<UInt64>, to output: inout ByteBuffer
    ) where Number.Magnitude: UnsignedInteger {
        var smallest = Number.max
        for index in range {
            smallest = min(smallest, unsafe base[index] &- base[index &- 1])
        }
        for index in range {
            let delta = unsafe base[index] &- base[index &- 1] &- smallest
            let bits = Number.Magnitude(truncatingIfNeeded: delta)
            unsafe deltas[index &- range.lowerBound] = UInt64(truncatingIfNeeded: bits)
        }
        for index in range.count..<max(range.count, blockCount) { unsafe deltas[index] = 0 }
        output.appendVarint(zigzag(Int64(smallest)))
        var widths: UInt32 = 0
        for miniblock in 0..<blockCount / miniblockCount {
            var all: UInt64 = 0
            for index in 0..<miniblockCount {
                all |= unsafe deltas[miniblock &* miniblockCount &+ index]
            }
            widths |= UInt32(64 - all.leadingZeroBitCount) << UInt32(miniblock * 8)
        }
        output.append(widths)
        for miniblock in 0..<blockCount / miniblockCount {
            let width = Int(widths >> UInt32(miniblock * 8) & 0xFF)
            guard width > 0, miniblock * miniblockCount < range.count else { continue }
            unsafe output.write(atMost: width * 4 + 8) { target in
                unsafe BitPacking.pack(
                    deltas + miniblock * miniblockCount, count: miniblockCount, bitWidth: width,
                    to: target)
            }
        }
    }
}
