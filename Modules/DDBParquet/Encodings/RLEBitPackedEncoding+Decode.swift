extension RLEBitPackedEncoding {
    /// Reads `count` numbers and moves the offset past what they took.
    ///
    /// - Parameter end: Where the runs end at the latest.
    static func decode<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ page: RawSpan, at offset: inout Int, end: Int, bitWidth: Int, count: Int,
        to numbers: inout [Number]
    ) throws(DecodeFault) {
        guard bitWidth >= 0, bitWidth <= 32, offset <= end, end <= page.byteCount else {
            throw .malformed
        }
        var cursor = offset
        unsafe try extend(&numbers, by: count) {
            (target: UnsafeMutablePointer<Number>) throws(DecodeFault) in
            var filled = 0
            while filled < count {
                guard let header = readVarint(page, &cursor, end) else { throw .truncated }
                let wanted = count - filled
                if header & 1 == 0 {
                    let run = Int(min(header >> 1, UInt64(wanted)))
                    let value = try readValue(page, &cursor, end, bitWidth)
                    unsafe (target + filled).update(
                        repeating: Number(truncatingIfNeeded: value), count: run)
                    filled += run
                } else {
                    let groups = header >> 1
                    guard groups <= UInt64(Int32.max) else { throw .malformed }
                    let taken = min(Int(groups) * 8, wanted)
                    let available = end - cursor
                    // The last group of a page may lack the bytes behind its last number.
                    guard (taken * bitWidth + 7) / 8 <= available else { throw .truncated }
                    unsafe page.withUnsafeBytes { bytes in
                        let packed = unsafe UnsafeRawBufferPointer(rebasing: bytes[cursor..<end])
                        unsafe BitPacking.unpack(
                            packed, count: taken, bitWidth: bitWidth, to: target + filled)
                    }
                    cursor += min(Int(groups) * bitWidth, available)
                    filled += taken
                }
            }
        }
        offset = cursor
    }

    private static func readValue(
        _ page: RawSpan, _ cursor: inout Int, _ end: Int, _ bitWidth: Int
    ) throws(DecodeFault) -> UInt32 {
        var value: UInt32 = 0
        for shift in 0..<(bitWidth + 7) / 8 {
            guard cursor < end else { throw .truncated }
            let byte = unsafe page.unsafeLoad(fromByteOffset: cursor, as: UInt8.self)
            value |= UInt32(byte) << UInt32(shift * 8)
            cursor += 1
        }
        return value
    }

    private static func readVarint(_ page: RawSpan, _ cursor: inout Int, _ end: Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while cursor < end, shift < 63 {
            let byte = unsafe page.unsafeLoad(fromByteOffset: cursor, as: UInt8.self)
            cursor += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    /// Reads levels of the deprecated encoding `BIT_PACKED`: high bits first, without a size.
    static func decodeLegacyLevels(
        _ page: RawSpan, at offset: inout Int, bitWidth: Int, count: Int,
        to levels: inout [UInt8]
    ) throws(DecodeFault) {
        let byteCount = (count * bitWidth + 7) / 8
        guard byteCount <= page.byteCount - offset else { throw .truncated }
        var bit = 0
        for _ in 0..<count {
            var level: UInt8 = 0
            for _ in 0..<bitWidth {
                let byte = unsafe page.unsafeLoad(
                    fromByteOffset: offset + bit >> 3, as: UInt8.self)
                level = level << 1 | (byte >> UInt8(7 - bit & 7)) & 1
                bit += 1
            }
            levels.append(level)
        }
        offset += byteCount
    }
}

/// Appends elements, all of which a loop fills in; where it throws there are none.
@unsafe @inline(__always)
func extend<Element: BitwiseCopyable>(
    _ array: inout [Element], by count: Int,
    _ fill: (UnsafeMutablePointer<Element>) throws(DecodeFault) -> Void
) throws(DecodeFault) {
    guard count > 0 else { return }
    try array.append(addingCapacity: count) {
        (span: inout OutputSpan<Element>) throws(DecodeFault) in
        unsafe try span.withUnsafeMutableBufferPointer {
            (buffer, filled) throws(DecodeFault) in
            guard let base = buffer.baseAddress else { return }
            unsafe try fill(base)
            filled = count
        }
    }
}
