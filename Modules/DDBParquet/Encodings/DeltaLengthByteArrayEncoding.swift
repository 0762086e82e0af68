/// The lengths of byte arrays, delta-packed, then all bytes without gaps.
///
/// The bytes lie together, so that writing is one copy and a compressor sees text only.
/// Specification: [Encodings.md, DELTA_LENGTH_BYTE_ARRAY =
/// 6](https://github.com/apache/parquet-format/blob/master/Encodings.md).
enum DeltaLengthByteArrayEncoding {
    static func append(
        _ column: ByteArrayColumn, _ range: Range<Int>, to output: inout ByteBuffer
    ) {
        var lengths = [Int32](repeating: 0, count: range.count)
        for (position, index) in range.enumerated() {
            lengths[position] = Int32(
                truncatingIfNeeded: column.offsets[index + 1] - column.offsets[index])
        }
        unsafe lengths.withUnsafeBufferPointer { lengths in
            unsafe DeltaBinaryPackedEncoding.append(lengths, to: &output)
        }
        let bytes = Int(column.offsets[range.lowerBound])..<Int(column.offsets[range.upperBound])
        PlainEncoding.append(column.bytes, bytes, to: &output)
    }
}
