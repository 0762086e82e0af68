/// The hybrid of runs and bit-packed groups: levels, dictionary indices, booleans.
///
/// ```
/// hybrid := run*
/// run    := varint(count << 1) value          the value in ceil(bitWidth / 8) bytes
///         | varint(groups << 1 | 1) packed    8 values a group, bitWidth bits each
/// ```
/// Specification: RLE (3) in
/// <https://parquet.apache.org/docs/file-format/data-pages/encodings/>.
enum RLEBitPackedEncoding {
    /// The most numbers of a packed run: as many groups as a header of one byte can tell.
    ///
    /// A reader that stops between groups, such as one that takes 2048 rows of which some are NULL,
    /// may unpack the rest of the run bit by bit; DuckDB took a quarter longer over pages that were
    /// one run.
    private static let packedCountMax = 63 * 8

    /// The narrowest width that holds a number.
    static func bitWidth(holding greatest: Int) -> Int {
        Int.bitWidth - greatest.leadingZeroBitCount
    }

    /// Appends numbers of a width of at most 32 bits.
    @unsafe
    static func append<Number: FixedWidthInteger & UnsignedInteger>(
        _ numbers: UnsafeBufferPointer<Number>, bitWidth: Int, to output: inout ByteBuffer
    ) {
        guard let base = numbers.baseAddress, !numbers.isEmpty else { return }
        let count = numbers.count
        // A run costs its header, its value and the header of the next group.
        let runMin = bitWidth <= 1 ? 32 : bitWidth <= 3 ? 16 : 8
        var index = 0
        var packedStart = 0
        while index < count {
            let end = unsafe runEnd(base, from: index, count: count, runMin: runMin)
            if end - index >= runMin || (index == 0 && end == count) {
                unsafe appendPacked(base, packedStart..<index, bitWidth, to: &output)
                appendRun(UInt64(unsafe base[index]), end - index, bitWidth, to: &output)
                index = end
                packedStart = end
            } else {
                index = min(index + 8, count)
            }
        }
        unsafe appendPacked(base, packedStart..<count, bitWidth, to: &output)
    }

    /// Appends one run.
    static func appendRun(
        _ value: UInt64, _ count: Int, _ bitWidth: Int, to output: inout ByteBuffer
    ) {
        output.appendVarint(UInt64(count) << 1)
        for byte in 0..<(bitWidth + 7) / 8 {
            output.append(UInt8(truncatingIfNeeded: value >> UInt64(byte * 8)))
        }
    }

    @unsafe @inline(__always)
    private static func runEnd<Number: FixedWidthInteger>(
        _ base: UnsafePointer<Number>, from index: Int, count: Int, runMin: Int
    ) -> Int {
        let value = unsafe base[index]
        let probe = index + runMin - 1
        // Most groups are no run, and two of their numbers show it.
        if probe < count, unsafe base[probe] != value { return index }
        var end = index + 1
        while end < count, unsafe base[end] == value { end += 1 }
        return end
    }

    @unsafe
    private static func appendPacked<Number: FixedWidthInteger & UnsignedInteger>(
        _ base: UnsafePointer<Number>, _ range: Range<Int>, _ bitWidth: Int,
        to output: inout ByteBuffer
    ) {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: packedCountMax) {
            let count = min(packedCountMax, range.upperBound - start)
            let groups = (count + 7) / 8
            output.appendVarint(UInt64(groups) << 1 | 1)
            let byteCount = groups * bitWidth
            unsafe output.write(atMost: byteCount + 16) { target in
                // The last group may be short: what lies beyond its numbers is zero.
                unsafe (target + max(0, byteCount - bitWidth)).initializeMemory(
                    as: UInt8.self, repeating: 0, count: min(byteCount, bitWidth))
                _ = unsafe BitPacking.pack(
                    base + start, count: count, bitWidth: bitWidth, to: target)
                return byteCount
            }
        }
    }
}
