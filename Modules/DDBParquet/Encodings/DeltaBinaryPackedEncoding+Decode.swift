import DDBBase

extension DeltaBinaryPackedEncoding {
    /// The most values of a block; writers use 128 to 4096.
    private static let blockValuesMax = 1 << 16

    private struct Header {
        var valuesPerMiniblock: Int
        var miniblockCount: Int
        var first: Int64
    }

    /// Reads exactly `count` integers and moves the offset past them.
    static func decode<Number: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
        _ page: RawSpan, at offset: inout Int, count: Int, to numbers: inout [Number]
    ) throws(DecodeFault) {
        var cursor = offset
        let header = try readHeader(page, &cursor, count)
        guard count > 0 else {
            offset = cursor
            return
        }
        unsafe try extend(&numbers, by: count) {
            (target: UnsafeMutablePointer<Number>) throws(DecodeFault) in
            var value = Number(truncatingIfNeeded: header.first)
            unsafe target[0] = value
            var filled = 1
            while filled < count {
                guard let zigzag = Varint.read(page, at: &cursor) else { throw .truncated }
                let smallest = Number(truncatingIfNeeded: Varint.unzigzag(zigzag))
                let widths = cursor
                cursor += header.miniblockCount
                guard cursor <= page.byteCount else { throw .truncated }
                for miniblock in 0..<header.miniblockCount where filled < count {
                    let width = Int(
                        unsafe page.unsafeLoad(
                            fromByteOffset: widths + miniblock, as: UInt8.self))
                    let taken = min(header.valuesPerMiniblock, count - filled)
                    unsafe try decodeMiniblock(
                        page, &cursor, header.valuesPerMiniblock, taken, width, smallest, &value,
                        target + filled)
                    filled += taken
                }
            }
        }
        offset = cursor
    }

    private static func readHeader(
        _ page: RawSpan, _ cursor: inout Int, _ count: Int
    ) throws(DecodeFault) -> Header {
        guard let blockCount = Varint.read(page, at: &cursor),
            let miniblockCount = Varint.read(page, at: &cursor),
            let total = Varint.read(page, at: &cursor),
            let first = Varint.read(page, at: &cursor)
        else { throw .truncated }
        guard blockCount > 0, blockCount <= UInt64(blockValuesMax), miniblockCount > 0,
            blockCount % miniblockCount == 0, blockCount / miniblockCount % 8 == 0,
            total == UInt64(count)
        else { throw .malformed }
        return Header(
            valuesPerMiniblock: Int(blockCount / miniblockCount),
            miniblockCount: Int(miniblockCount), first: Varint.unzigzag(first))
    }

    @unsafe @inline(__always)
    private static func decodeMiniblock<Number: FixedWidthInteger & SignedInteger>(
        _ page: RawSpan, _ cursor: inout Int, _ capacity: Int, _ taken: Int, _ width: Int,
        _ smallest: Number, _ value: inout Number, _ target: UnsafeMutablePointer<Number>
    ) throws(DecodeFault) {
        guard width <= Number.bitWidth else { throw .malformed }
        var current = value
        guard width > 0 else {
            for index in 0..<taken {
                current &+= smallest
                unsafe target[index] = current
            }
            value = current
            return
        }
        // The last miniblock of a page may lack the bytes behind its last value.
        let byteCount = capacity * width / 8
        let available = page.byteCount - cursor
        guard (taken * width + 7) / 8 <= available else { throw .truncated }
        let start = cursor
        unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: taken) { deltas in
            guard let deltas = deltas.baseAddress else { return }
            unsafe page.withUnsafeBytes { bytes in
                let packed = unsafe UnsafeRawBufferPointer(
                    rebasing: bytes[start..<start + min(byteCount, available)])
                unsafe BitPacking.unpack(packed, count: taken, bitWidth: width, to: deltas)
            }
            for index in 0..<taken {
                current &+= smallest &+ Number(truncatingIfNeeded: unsafe deltas[index])
                unsafe target[index] = current
            }
        }
        value = current
        cursor += min(byteCount, available)
    }
}
