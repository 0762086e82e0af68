import DDBParquet

/// The keys of rows as bytes that are in the order of the rows' keys.
///
/// ```
/// key    = column column?
/// column = [%x01] value / %x02                      ; 02: no value; no byte where all rows have
/// one value  = *( %x01-FF / %x00 %xFF ) %x00 %x00       ; texts and binary
///        / 4OCTET / 8OCTET / nOCTET                 ; numbers, big-endian, the sign bit inverted
/// ```
/// No key is the beginning of another, so that bytes alone decide. That is the order of the column
/// in Parquet: text, digits among it, and binary by unsigned bytes, numbers by value; rows without
/// a value come last.
package struct SortKeys {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []

    /// How many bytes the sorting looks at in one go.
    static let chunkBytes = 8

    private var count: Int { ends.count }

    /// Makes the keys of rows.
    ///
    /// - Parameter columns: The key columns, the partition key first; all have as many rows.
    /// - Throws: ``StoreError/Code/tooLarge`` for more than 4 GiB of keys.
    package init(_ columns: [LeafPile]) throws(StoreError) {
        let rowCount = columns.first?.rowCount ?? 0
        ends.reserveCapacity(rowCount)
        bytes.reserveCapacity(columns.reduce(0) { $0 + $1.values.byteCount + rowCount * 2 })
        var values = [Int](repeating: 0, count: columns.count)
        for row in 0..<rowCount {
            for (index, column) in columns.enumerated() {
                if !column.isDense {
                    let isThere = column.definitionLevels[row] == column.leaf.definitionLevelMax
                    bytes.append(isThere ? 1 : 2)
                    guard isThere else { continue }
                }
                try column.values.appendSortKey(values[index], to: &bytes)
                values[index] += 1
            }
            guard bytes.count <= Int(UInt32.max) - Self.chunkBytes else {
                throw ValuePile.tooLarge
            }
            ends.append(UInt32(bytes.count))
        }
        // So that the last key can be read in whole chunks.
        bytes.append(contentsOf: repeatElement(0, count: Self.chunkBytes))
    }

    /// The rows in the order of their keys; rows of one key stay in theirs.
    ///
    /// - Complexity: O(*n*) a chunk of eight bytes in which keys differ, 32 bytes of memory a row.
    package func sorted() -> [UInt32] {
        var entries = (0..<count).map { row in
            SortEntry(chunk: chunk(of: row, at: 0), row: UInt32(row))
        }
        var scratch: [SortEntry] = []
        var open: [(range: Range<Int>, depth: Int)] = [(0..<count, 0)]
        while let (range, depth) = open.popLast() {
            if depth > 0 {
                for index in range {
                    entries[index].chunk = chunk(of: Int(entries[index].row), at: depth)
                }
            }
            SortEntry.sort(&entries, range, scratch: &scratch)
            var start = range.lowerBound
            while start < range.upperBound {
                var end = start + 1
                while end < range.upperBound, entries[end].chunk == entries[start].chunk {
                    end += 1
                }
                let next = depth + Self.chunkBytes
                if end - start > 1, next < byteCount(of: Int(entries[start].row)) {
                    open.append((start..<end, next))
                }
                start = end
            }
        }
        return entries.map(\.row)
    }

    private func start(of row: Int) -> Int { row == 0 ? 0 : Int(ends[row - 1]) }

    private func byteCount(of row: Int) -> Int { Int(ends[row]) - start(of: row) }

    /// Eight bytes of a key as a number, zeros behind its end.
    @inline(__always)
    private func chunk(of row: Int, at depth: Int) -> UInt64 {
        let start = start(of: row) &+ depth
        let left = Int(ends[row]) &- start
        guard left > 0 else { return 0 }
        let word = unsafe bytes.withUnsafeBytes { bytes in
            precondition(start &+ Self.chunkBytes <= bytes.count, "keys have a pad behind them")
            return UInt64(
                bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        }
        return left >= Self.chunkBytes ? word : word & ~(UInt64.max >> UInt64(left * 8))
    }
}

/// A row and eight bytes of its key.
struct SortEntry: BitwiseCopyable {
    var chunk: UInt64
    var row: UInt32

    /// Below so many entries counting bytes does not pay.
    private static let countingMin = 200

    /// Sorts a range by the chunks; entries of one chunk keep their order.
    ///
    /// They are in the order of their rows before.
    static func sort(
        _ entries: inout [SortEntry], _ range: Range<Int>, scratch: inout [SortEntry]
    ) {
        guard range.count >= countingMin else {
            entries[range].sort { ($0.chunk, $0.row) < ($1.chunk, $1.row) }
            return
        }
        var all: UInt64 = .max
        var any: UInt64 = 0
        for index in range {
            all &= entries[index].chunk
            any |= entries[index].chunk
        }
        if scratch.count < range.count {
            scratch = Array(repeating: SortEntry(chunk: 0, row: 0), count: range.count)
        }
        unsafe entries.withUnsafeMutableBufferPointer { entries in
            unsafe scratch.withUnsafeMutableBufferPointer { scratch in
                var from = unsafe UnsafeMutableBufferPointer(rebasing: entries[range])
                var to = unsafe UnsafeMutableBufferPointer(rebasing: scratch[0..<range.count])
                var isMoved = false
                for shift in stride(from: UInt64(0), to: 64, by: 8)
                where (all ^ any) >> shift & 0xFF != 0 {
                    unsafe deal(from, to, shift)
                    unsafe swap(&from, &to)
                    isMoved.toggle()
                }
                if isMoved {
                    for index in 0..<range.count { unsafe to[index] = from[index] }
                }
            }
        }
    }

    /// Deals entries out by one byte of their chunks.
    @unsafe
    private static func deal(
        _ from: UnsafeMutableBufferPointer<SortEntry>,
        _ to: UnsafeMutableBufferPointer<SortEntry>, _ shift: UInt64
    ) {
        var starts = [Int](repeating: 0, count: 257)
        for index in 0..<from.count {
            starts[unsafe Int(from[index].chunk >> shift & 0xFF) + 1] += 1
        }
        for byte in 1...256 { starts[byte] += starts[byte - 1] }
        for index in 0..<from.count {
            let entry = unsafe from[index]
            let byte = Int(entry.chunk >> shift & 0xFF)
            unsafe to[starts[byte]] = entry
            starts[byte] += 1
        }
    }
}

extension ValuePile {
    /// Appends a value as bytes that are in the order of the values.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where the type is none of a key's.
    func appendSortKey(_ index: Int, to key: inout [UInt8]) throws(StoreError) {
        switch keyed(index) {
        case .text(let range): appendEscaped(range, to: &key)
        case .word(let word, let width):
            for shift in (0..<width).reversed() {
                key.append(UInt8(truncatingIfNeeded: word >> UInt64(shift * 8)))
            }
        case .number(let range):
            for (offset, byte) in bytes[range].enumerated() {
                key.append(offset == 0 ? byte ^ 0x80 : byte)
            }
        case nil: throw LeafAlignment.mismatch
        }
    }

    private func appendEscaped(_ range: Range<Int>, to key: inout [UInt8]) {
        if bytes[range].contains(0) {
            for byte in bytes[range] {
                key.append(byte)
                if byte == 0 { key.append(0xFF) }
            }
        } else {
            key.append(contentsOf: bytes[range])
        }
        key.append(0)
        key.append(0)
    }
}
