/// Byte arrays that share their beginnings: how much each shares with the one before, then the
/// rest.
///
/// ```
/// page := deltaPacked(prefixLength*) deltaLengthByteArray(suffix*)
/// ```
/// Specification: [Encodings.md, DELTA_BYTE_ARRAY =
/// 7](https://github.com/apache/parquet-format/blob/master/Encodings.md).
enum DeltaByteArrayEncoding {
    /// Reads `count` byte arrays; gives their bytes and appends where each ends.
    ///
    /// - Parameter byteCountMax: The most bytes that all values may take.
    static func decode(
        _ page: RawSpan, at offset: inout Int, count: Int, byteCountMax: Int,
        to sink: inout ByteArraySink
    ) throws(DecodeFault) {
        var prefixes: [Int32] = []
        try DeltaBinaryPackedEncoding.decode(page, at: &offset, count: count, to: &prefixes)
        var suffixes: [Int32] = []
        try DeltaBinaryPackedEncoding.decode(page, at: &offset, count: count, to: &suffixes)
        var previous = sink.bytes.count..<sink.bytes.count
        let limit = sink.bytes.count + byteCountMax
        for index in 0..<count {
            let prefix = Int(prefixes[index])
            let suffix = Int(suffixes[index])
            guard prefix >= 0, suffix >= 0, prefix <= previous.count else { throw .malformed }
            guard suffix <= page.byteCount - offset else { throw .truncated }
            let start = sink.bytes.count
            guard start + prefix + suffix <= min(limit, ByteArraySink.byteCountMax) else {
                throw .tooLarge
            }
            if prefix > 0 {
                let shared = previous.lowerBound..<previous.lowerBound + prefix
                sink.bytes.append(contentsOf: sink.bytes[shared])
            }
            sink.appendBytes(page, offset..<offset + suffix)
            sink.offsets.append(UInt32(sink.bytes.count))
            offset += suffix
            previous = start..<sink.bytes.count
        }
    }
}

extension DeltaLengthByteArrayEncoding {
    /// Reads `count` byte arrays.
    static func decode(
        _ page: RawSpan, at offset: inout Int, count: Int, to sink: inout ByteArraySink
    ) throws(DecodeFault) {
        var lengths: [Int32] = []
        try DeltaBinaryPackedEncoding.decode(page, at: &offset, count: count, to: &lengths)
        var end = sink.bytes.count
        let available = page.byteCount - offset
        let limit = min(end + available, ByteArraySink.byteCountMax)
        let start = end
        var all: Int32 = 0
        // A count is below 2^31, and so is each length: the sum fits.
        for length in lengths {
            all |= length
            end &+= Int(length)
        }
        guard all >= 0 else { throw .malformed }
        guard end <= limit else {
            throw end > ByteArraySink.byteCountMax ? .tooLarge : .truncated
        }
        unsafe try extend(&sink.offsets, by: lengths.count) { target in
            var end = UInt32(truncatingIfNeeded: start)
            unsafe lengths.withUnsafeBufferPointer { lengths in
                for index in 0..<lengths.count {
                    end &+= UInt32(truncatingIfNeeded: unsafe lengths[index])
                    unsafe target[index] = end
                }
            }
        }
        let byteCount = end - sink.bytes.count
        sink.appendBytes(page, offset..<offset + byteCount)
        offset += byteCount
    }
}
