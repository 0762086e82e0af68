import DDBParquet

/// Writes one column of keys as bytes that are in the order of its values: see ``SortKeys``.
struct SortKeyWriter {
    private let column: LeafPile
    /// Whether texts have zeros, which are written as two bytes.
    private let hasZeros: Bool
    /// The most bytes that all rows take.
    let bytesMax: Int

    /// - Throws: ``StoreError/Code/damaged`` where the type is none of a key's.
    init(_ column: LeafPile) throws(StoreError) {
        guard column.values.canBeKey else { throw LeafAlignment.mismatch }
        self.column = column
        hasZeros = column.values.hasZeroBytes
        bytesMax = column.values.byteCount * (hasZeros ? 2 : 1) + column.rowCount * 3
    }

    /// Writes the key of a row; gives how many bytes it has.
    @unsafe @inline(__always)
    func write(_ row: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        guard !column.isDense else {
            return unsafe column.values.writeSortKey(row, hasZeros, to: target)
        }
        guard let value = column.firstValue(of: row) else {
            unsafe target.initialize(to: 2)
            return 1
        }
        unsafe target.initialize(to: 1)
        return 1 &+ (unsafe column.values.writeSortKey(value, hasZeros, to: target + 1))
    }
}

extension LeafPile {
    /// The texts of a column as they are, and where each begins; nil where they are no sort keys.
    func plainSortKeys() -> (bytes: [UInt8], offsets: [UInt32])? {
        guard isDense, case .byteArray(let texts) = values.texts, !values.hasZeroBytes else {
            return nil
        }
        return (texts.bytes, texts.offsets)
    }

    /// The place of the value of a row of a leaf in no list; nil where it has none.
    @inline(__always)
    func firstValue(of row: Int) -> Int? {
        guard definitionLevels[row] == leaf.definitionLevelMax else { return nil }
        return Int(valueStarts[row])
    }
}

extension ValuePile {
    /// Whether a byte is zero; of byte arrays only.
    var hasZeroBytes: Bool {
        guard texts != nil else { return false }
        return unsafe bytes.withUnsafeBytes { bytes in
            let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
            var found: UInt64 = 0
            var index = 0
            while index &+ 8 <= bytes.count {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                // The high bit of each byte that is zero, and of no other.
                found |= ~(((word & low) &+ low) | word | low)
                index &+= 8
            }
            while index < bytes.count {
                if unsafe bytes[index] == 0 { return true }
                index &+= 1
            }
            return found != 0
        }
    }

    /// Writes a value as bytes that are in the order of the values; only of types of keys.
    @unsafe @inline(__always)
    func writeSortKey(
        _ index: Int, _ hasZeros: Bool, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        switch keyed(index) {
        case .text(let range):
            guard !hasZeros else { return unsafe writeEscaped(range, to: target) }
            unsafe bytes.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return }
                unsafe target.initialize(from: base + range.lowerBound, count: range.count)
            }
            unsafe (target + range.count).initialize(repeating: 0, count: 2)
            return range.count &+ 2
        case .word(let word, let width):
            let shifted = (word << UInt64(64 - width * 8)).bigEndian
            for offset in 0..<width {
                unsafe (target + offset).initialize(
                    to: UInt8(truncatingIfNeeded: shifted >> UInt64(offset * 8)))
            }
            return width
        case .number(let range):
            for offset in 0..<range.count {
                let byte = bytes[range.lowerBound + offset]
                unsafe (target + offset).initialize(to: offset == 0 ? byte ^ 0x80 : byte)
            }
            return range.count
        case nil: preconditionFailure("a key has a type of keys")
        }
    }

    @unsafe
    private func writeEscaped(
        _ range: Range<Int>, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var written = 0
        for byte in bytes[range] {
            unsafe (target + written).initialize(to: byte)
            written += 1
            guard byte == 0 else { continue }
            unsafe (target + written).initialize(to: 0xFF)
            written += 1
        }
        unsafe (target + written).initialize(repeating: 0, count: 2)
        return written + 2
    }
}
