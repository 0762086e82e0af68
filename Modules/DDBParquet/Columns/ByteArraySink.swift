/// Byte arrays while they are gathered.
struct ByteArraySink {
    /// Offsets are 32 bits wide.
    static let byteCountMax = Int(UInt32.max)

    var bytes: [UInt8] = []
    var offsets: [UInt32] = [0]

    mutating func appendBytes(_ page: RawSpan, _ range: Range<Int>) {
        unsafe page.withUnsafeBytes { all in
            unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: all[range]))
        }
    }

    /// Appends the entries of a dictionary; every index is one of its entries.
    mutating func append(
        _ dictionary: ByteArraySink, _ indices: [UInt32], byteCountMax: Int
    ) throws(DecodeFault) {
        var total = 0
        for index in indices {
            total += Int(dictionary.offsets[Int(index) + 1] - dictionary.offsets[Int(index)])
        }
        guard total <= byteCountMax, bytes.count + total <= Self.byteCountMax else {
            throw .tooLarge
        }
        var end = bytes.count
        unsafe try extend(&offsets, by: indices.count) { offsetTarget in
            for (place, index) in indices.enumerated() {
                end += Int(dictionary.offsets[Int(index) + 1] - dictionary.offsets[Int(index)])
                unsafe offsetTarget[place] = UInt32(end)
            }
        }
        unsafe try extend(&bytes, by: total) { target in
            unsafe dictionary.bytes.withUnsafeBytes { source in
                unsafe dictionary.offsets.withUnsafeBufferPointer { entries in
                    unsafe Self.copy(
                        source, entries, indices, to: UnsafeMutableRawPointer(target), total)
                }
            }
        }
    }

    /// Copies entries one after the other.
    @unsafe
    static func copy(
        _ source: UnsafeRawBufferPointer, _ entries: UnsafeBufferPointer<UInt32>,
        _ indices: [UInt32], to target: UnsafeMutableRawPointer, _ total: Int
    ) {
        guard let base = source.baseAddress else { return }
        var written = 0
        for index in indices {
            let start = Int(unsafe entries[Int(index)])
            let count = Int(unsafe entries[Int(index) &+ 1]) &- start
            // Sixteen bytes are two moves; what is too much is overwritten by the next entry.
            if count <= 16, start &+ 16 <= source.count, written &+ 16 <= total {
                let low = unsafe source.loadUnaligned(fromByteOffset: start, as: UInt64.self)
                let high = unsafe source.loadUnaligned(
                    fromByteOffset: start &+ 8, as: UInt64.self)
                unsafe target.storeBytes(of: low, toByteOffset: written, as: UInt64.self)
                unsafe target.storeBytes(of: high, toByteOffset: written &+ 8, as: UInt64.self)
            } else {
                unsafe (target + written).copyMemory(from: base + start, byteCount: count)
            }
            written &+= count
        }
    }
}
