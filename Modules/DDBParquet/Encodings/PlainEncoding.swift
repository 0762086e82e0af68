/// Values one after the other: numbers little-endian, byte arrays with their length in four bytes
/// before them, booleans a bit each, the low bit first.
///
/// Specification: PLAIN (0) in
/// <https://parquet.apache.org/docs/file-format/data-pages/encodings/>.
enum PlainEncoding {
    /// Appends numbers or other plain memory.
    static func append<Number: BitwiseCopyable>(
        _ numbers: [Number], _ range: Range<Int>, to output: inout ByteBuffer
    ) {
        unsafe numbers.withUnsafeBufferPointer { numbers in
            unsafe output.append(
                UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: numbers[range])))
        }
    }

    static func append(_ column: FixedColumn, _ range: Range<Int>, to output: inout ByteBuffer) {
        let bytes = range.lowerBound * column.byteCount..<range.upperBound * column.byteCount
        append(column.bytes, bytes, to: &output)
    }

    static func append(_ booleans: [Bool], _ range: Range<Int>, to output: inout ByteBuffer) {
        var byte: UInt8 = 0
        for (position, index) in range.enumerated() {
            if booleans[index] { byte |= 1 << UInt8(position & 7) }
            if position & 7 == 7 {
                output.append(byte)
                byte = 0
            }
        }
        if range.count & 7 != 0 { output.append(byte) }
    }

    static func append(
        _ column: ByteArrayColumn, _ range: Range<Int>, to output: inout ByteBuffer
    ) {
        guard !range.isEmpty else { return }
        let start = Int(column.offsets[range.lowerBound])
        let end = Int(column.offsets[range.upperBound])
        let total = end - start + 4 * range.count
        unsafe column.bytes.withUnsafeBytes { bytes in
            unsafe column.offsets.withUnsafeBufferPointer { offsets in
                unsafe output.write(atMost: total) { target in
                    var cursor = unsafe target
                    for index in range {
                        let from = Int(unsafe offsets[index])
                        let count = Int(unsafe offsets[index + 1]) - from
                        unsafe cursor.storeBytes(of: UInt32(count), as: UInt32.self)
                        unsafe cursor += 4
                        if count > 0, let base = bytes.baseAddress {
                            unsafe cursor.copyMemory(from: base + from, byteCount: count)
                            unsafe cursor += count
                        }
                    }
                    return total
                }
            }
        }
    }
}
