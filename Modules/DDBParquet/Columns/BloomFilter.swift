/// A split-block bloom filter: says of a value "not there" or "perhaps".
///
/// Blocks of 32 bytes; a value sets one bit in each of the eight words of one block.
/// Specification:
/// [BloomFilter.md](https://github.com/apache/parquet-format/blob/master/BloomFilter.md).
public struct BloomFilter: Sendable, Equatable {
    private static let salts: [UInt32] = [
        0x47B6_137B, 0x4497_4D91, 0x8824_AD5B, 0xA2B7_289D, 0x7054_95C7, 0x2DF1_424B,
        0x9EFC_4947, 0x5C6B_FB31,
    ]

    private static let saltLanes = SIMD8<UInt32>(salts)

    private var words: [UInt32]

    /// Creates an empty filter.
    ///
    /// - Parameters:
    ///   - distinctCount: How many different values it is to hold.
    ///   - falsePositiveRate: How often it may say "perhaps" of a value that is not there.
    ///   - byteCountMax: The most bytes it may take.
    init(distinctCount: Int, falsePositiveRate: Double, byteCountMax: Int) {
        // Eight bits of one block are set per value; the blocks are a power of two, as other
        // readers expect.
        let bitsPerValue = Self.bitsPerValue(falsePositiveRate)
        let wanted = Int(Double(max(distinctCount, 1)) * bitsPerValue / 256) + 1
        let limit = max(byteCountMax / 32, 1)
        var blocks = 1
        while blocks < wanted, blocks * 2 <= limit { blocks *= 2 }
        words = [UInt32](repeating: 0, count: blocks * 8)
    }

    /// - Complexity: The rate is (1 - e^(-8 n / m))^8, solved for m / n.
    private static func bitsPerValue(_ rate: Double) -> Double {
        // The eighth root by three square roots, and -ln(1 - x) by its series.
        let root = rate.squareRoot().squareRoot().squareRoot()
        var logarithm = 0.0
        var power = root
        for term in 1...200 {
            logarithm += power / Double(term)
            power *= root
        }
        return 8 / logarithm
    }

    init?(bitset: [UInt8]) {
        guard !bitset.isEmpty, bitset.count % 32 == 0 else { return nil }
        words = []
        words.reserveCapacity(bitset.count / 4)
        for offset in stride(from: 0, to: bitset.count, by: 4) {
            words.append(
                UInt32(bitset[offset]) | UInt32(bitset[offset + 1]) << 8
                    | UInt32(bitset[offset + 2]) << 16 | UInt32(bitset[offset + 3]) << 24)
        }
    }

    /// The filter as the file holds it, without the header.
    var bitset: [UInt8] {
        words.flatMap { [UInt8](littleEndian: $0) }
    }

    @inline(__always)
    mutating func insert(hash: UInt64) {
        let block = blockStart(hash)
        let key = SIMD8<UInt32>(repeating: UInt32(truncatingIfNeeded: hash))
        let bits = SIMD8<UInt32>(repeating: 1) &<< ((key &* Self.saltLanes) &>> 27)
        unsafe words.withUnsafeMutableBytes { words in
            precondition(block * 4 + 32 <= words.count, "a filter has whole blocks")
            let old = unsafe words.loadUnaligned(
                fromByteOffset: block * 4, as: SIMD8<UInt32>.self)
            unsafe words.storeBytes(
                of: old | bits, toByteOffset: block * 4, as: SIMD8<UInt32>.self)
        }
    }

    /// Whether a value with this hash may be there.
    func mayContain(hash: UInt64) -> Bool {
        let block = blockStart(hash)
        let key = UInt32(truncatingIfNeeded: hash)
        return (0..<8).allSatisfy { lane in
            words[block + lane] & Self.mask(key, lane) != 0
        }
    }

    /// Whether a value may be there; false is certain.
    ///
    /// - Parameter plainValue: The value in the plain encoding, a byte array without its length.
    public func mayContain(_ plainValue: [UInt8]) -> Bool {
        mayContain(hash: XXHash64.hash(plainValue))
    }

    private func blockStart(_ hash: UInt64) -> Int {
        let blocks = UInt64(words.count / 8)
        return Int(((hash >> 32) &* blocks) >> 32) * 8
    }

    @inline(__always)
    private static func mask(_ key: UInt32, _ lane: Int) -> UInt32 {
        1 &<< ((key &* salts[lane]) >> 27)
    }
}

extension BloomFilter {
    /// A filter of the values of a chunk, of which a dictionary knows the distinct ones.
    init(_ values: LeafValues, _ layout: ValueLayout, _ settings: WriterSettings) {
        var distinct = values
        if case .dictionary(_, let entries, _) = layout { distinct = entries }
        self.init(
            distinctCount: distinct.count, falsePositiveRate: settings.bloomFilterFalsePositiveRate,
            byteCountMax: settings.bloomFilterBytesMax)
        insert(distinct)
    }

    private mutating func insert(_ values: LeafValues) {
        switch values {
        case .boolean(let values):
            for value in values { insert(hash: XXHash64.hash([value ? 1 : 0])) }
        case .int32(let values): insertFixed(values, byteCount: 4)
        case .int64(let values): insertFixed(values, byteCount: 8)
        case .float(let values): insertFixed(values, byteCount: 4)
        case .double(let values): insertFixed(values, byteCount: 8)
        case .int96(let column), .fixed(let column):
            insertFixed(column.bytes, byteCount: column.byteCount)
        case .byteArray(let column):
            unsafe column.bytes.withUnsafeBytes { bytes in
                for index in 0..<column.count {
                    let range = Int(column.offsets[index])..<Int(column.offsets[index + 1])
                    let value = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
                    insert(hash: unsafe XXHash64.hash(value))
                }
            }
        }
    }

    private mutating func insertFixed<Number: BitwiseCopyable>(_ values: [Number], byteCount: Int) {
        unsafe values.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: byteCount) {
                let value = unsafe UnsafeRawBufferPointer(
                    rebasing: bytes[start..<start + byteCount])
                insert(hash: unsafe XXHash64.hash(value))
            }
        }
    }
}

extension BloomFilter {
    /// The header before the filter, and the filter.
    func write(to output: inout ByteBuffer) {
        var writer = ThriftWriter()
        writer.beginElement()
        writer.int32(1, Int32(words.count * 4))
        for field: Int16 in 2...4 {
            writer.beginStruct(field)
            writer.emptyStruct(1)
            writer.endStruct()
        }
        writer.endStruct()
        output.append(writer.bytes)
        output.append(bitset)
    }
}
