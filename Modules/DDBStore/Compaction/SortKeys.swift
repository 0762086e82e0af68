import DDBParquet

/// The keys of rows as bytes that are in the order of the rows' keys.
///
/// ```
/// key    = column column?
/// column = [%x01] value / %x02                      ; 02: no value; no byte where all rows have
/// one value  = *( %x01-FF / %x00 %xFF ) %x00 %x00       ; texts and binary
///        / 4OCTET / 8OCTET / nOCTET                 ; numbers, big-endian, the sign bit inverted
/// ```
/// No key is the beginning of another, so that bytes alone decide. Where texts without a zero are
/// all of the key they stand there as they are: what is shorter comes first. That is the order of
/// the column in Parquet: text, digits among it, and binary by unsigned bytes, numbers by value;
/// rows without a value come last.
package struct SortKeys {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []

    /// How many bytes the sorting looks at in one go.
    static let chunkBytes = 8

    private var count: Int { ends.count }

    /// Makes the keys of rows.
    ///
    /// - Parameter columns: The key columns, the partition key first; all have as many rows.
    /// - Throws: ``StoreError/Code/damaged`` where a type is none of a key's,
    ///   ``StoreError/Code/tooLarge`` for more than 4 GiB of keys.
    package init(_ columns: [LeafPile]) throws(StoreError) {
        let rowCount = columns.first?.rowCount ?? 0
        precondition(
            columns.allSatisfy { $0.rowCount == rowCount }, "key columns have as many rows")
        if columns.count == 1, let texts = columns[0].plainSortKeys() {
            (bytes, ends) = texts
        } else {
            var writers: [SortKeyWriter] = []
            for column in columns { writers.append(try SortKeyWriter(column)) }
            let bytesMax = writers.reduce(Self.chunkBytes) { $0 + $1.bytesMax }
            guard bytesMax <= Int(UInt32.max) else { throw ValuePile.tooLarge }
            var ends: [UInt32] = []
            bytes = unsafe [UInt8](unsafeUninitializedCapacity: bytesMax) { target, filled in
                guard let target = target.baseAddress else { return }
                ends = unsafe [UInt32](unsafeUninitializedCapacity: rowCount) { ends, count in
                    for row in 0..<rowCount {
                        for writer in writers {
                            filled &+= unsafe writer.write(row, to: target + filled)
                        }
                        unsafe ends.initializeElement(
                            at: row, to: UInt32(truncatingIfNeeded: filled))
                    }
                    count = rowCount
                }
            }
            self.ends = ends
        }
        // So that the last key can be read in whole chunks.
        bytes.append(contentsOf: repeatElement(0, count: Self.chunkBytes))
    }

    /// All rows in the order of their keys; rows of one key stay in theirs.
    package func sorted() -> [UInt32] { sorted([0..<count]) }

    /// Some rows in the order of their keys; rows of one key stay in theirs.
    ///
    /// - Parameter rows: The rows wanted, as rising ranges.
    /// - Complexity: O(*n*) a chunk of eight bytes in which keys differ, 32 bytes of memory a row.
    func sorted(_ rows: [Range<Int>]) -> [UInt32] {
        var entries: [SortEntry] = []
        entries.reserveCapacity(rows.reduce(0) { $0 + $1.count })
        for range in rows {
            for row in range {
                entries.append(SortEntry(chunk: chunk(of: row, at: 0), row: UInt32(row)))
            }
        }
        var scratch: [SortEntry] = []
        var open: [(range: Range<Int>, depth: Int)] = [(0..<entries.count, 0)]
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
                // A plain text may be the beginning of another.
                let hasMore =
                    end - start > 1
                    && entries[start..<end].contains { next < byteCount(of: Int($0.row)) }
                if hasMore { open.append((start..<end, next)) }
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
