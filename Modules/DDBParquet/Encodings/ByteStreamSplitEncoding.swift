/// The first bytes of all values, then the second ones, and so on.
///
/// Specification: [Encodings.md, BYTE_STREAM_SPLIT =
/// 9](https://github.com/apache/parquet-format/blob/master/Encodings.md).
enum ByteStreamSplitEncoding {
    /// The bytes of `count` values in their usual order: the plain encoding.
    static func decode(
        _ page: RawSpan, at offset: inout Int, count: Int, byteCount width: Int
    ) throws(DecodeFault) -> [UInt8] {
        let (total, overflow) = count.multipliedReportingOverflow(by: width)
        guard !overflow, total <= page.byteCount - offset else { throw .truncated }
        var plain: [UInt8] = []
        let start = offset
        unsafe try extend(&plain, by: total) { target in
            unsafe page.withUnsafeBytes { bytes in
                for stream in 0..<width {
                    let base = start + stream * count
                    for index in 0..<count {
                        unsafe target[index &* width &+ stream] = bytes[base &+ index]
                    }
                }
            }
        }
        offset += total
        return plain
    }
}
