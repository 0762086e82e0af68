extension PlainEncoding {
    /// Reads numbers or other plain memory.
    static func decode<Number: BitwiseCopyable>(
        _ page: RawSpan, at offset: inout Int, count: Int, to numbers: inout [Number]
    ) throws(DecodeFault) {
        let (byteCount, overflow) = count.multipliedReportingOverflow(
            by: MemoryLayout<Number>.size)
        guard !overflow, byteCount <= page.byteCount - offset else { throw .truncated }
        let start = offset
        unsafe try extend(&numbers, by: count) { target in
            unsafe page.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                unsafe UnsafeMutableRawPointer(target).copyMemory(
                    from: base + start, byteCount: byteCount)
            }
        }
        offset += byteCount
    }

    static func decode(
        _ page: RawSpan, at offset: inout Int, count: Int, to booleans: inout [Bool]
    ) throws(DecodeFault) {
        let byteCount = (count + 7) / 8
        guard byteCount <= page.byteCount - offset else { throw .truncated }
        booleans.reserveCapacity(booleans.count + count)
        for index in 0..<count {
            let byte = unsafe page.unsafeLoad(
                fromByteOffset: offset &+ index >> 3, as: UInt8.self)
            booleans.append(byte >> UInt8(index & 7) & 1 == 1)
        }
        offset += byteCount
    }

    static func decode(
        _ page: RawSpan, at offset: inout Int, count: Int, to sink: inout ByteArraySink
    ) throws(DecodeFault) {
        guard count <= (page.byteCount - offset) / 4 else { throw .truncated }
        sink.offsets.reserveCapacity(sink.offsets.count + count)
        for _ in 0..<count {
            guard page.byteCount - offset >= 4 else { throw .truncated }
            let length = Int(
                unsafe page.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
            offset += 4
            guard length <= page.byteCount - offset else { throw .truncated }
            guard sink.bytes.count + length <= ByteArraySink.byteCountMax else { throw .tooLarge }
            sink.appendBytes(page, offset..<offset + length)
            sink.offsets.append(UInt32(sink.bytes.count))
            offset += length
        }
    }
}
