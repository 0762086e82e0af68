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
    /// Where each key begins, and at the end where the last one ends.
    private var offsets: [UInt32] = [0]

    /// How many bytes the sorting looks at in one go.
    static let chunkBytes = 8

    private var count: Int { offsets.count - 1 }

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
            (bytes, offsets) = texts
        } else {
            var writers: [SortKeyWriter] = []
            for column in columns { writers.append(try SortKeyWriter(column)) }
            let bytesMax = writers.reduce(Self.chunkBytes) { $0 + $1.bytesMax }
            guard bytesMax <= Int(UInt32.max) else { throw ValuePile.tooLarge }
            var offsets: [UInt32] = [0]
            bytes = unsafe [UInt8](unsafeUninitializedCapacity: bytesMax) { target, filled in
                guard let target = target.baseAddress else { return }
                offsets = unsafe [UInt32](unsafeUninitializedCapacity: rowCount + 1) {
                    offsets, count in
                    unsafe offsets.initializeElement(at: 0, to: 0)
                    for row in 0..<rowCount {
                        for writer in writers {
                            filled &+= unsafe writer.write(row, to: target + filled)
                        }
                        unsafe offsets.initializeElement(
                            at: row + 1, to: UInt32(truncatingIfNeeded: filled))
                    }
                    count = rowCount + 1
                }
            }
            self.offsets = offsets
        }
    }

    /// All rows in the order of their keys; rows of one key stay in theirs.
    package func sorted() -> [UInt32] { sorted([0..<count]) }

    /// Some rows in the order of their keys; rows of one key stay in theirs.
    ///
    /// Long stretches that are in order, such as parts that were merged before, are merged with the
    /// others and not sorted.
    ///
    /// - Parameter rows: The rows wanted, as rising ranges.
    /// - Complexity: O(*n*) a chunk of eight bytes in which keys differ; 32 bytes of memory a row
    ///   that is not in a long stretch, and 8 for any.
    package func sorted(_ rows: [Range<Int>]) -> [UInt32] {
        var wanted: [UInt32] = []
        wanted.reserveCapacity(rows.reduce(0) { $0 + $1.count })
        for range in rows { wanted.append(contentsOf: range.lazy.map { UInt32($0) }) }
        let (runs, others) = longRuns(wanted)
        guard !runs.isEmpty else { return sortedByChunks(wanted[...]) }
        var lists = runs.map { wanted[$0] }
        if !others.isEmpty { lists.append(sortedByChunks(others[...])[...]) }
        return lists.count == 1 ? Array(lists[0]) : merged(lists, count: wanted.count)
    }

    /// Stretches in order of at least a sixteenth of some rows, and the rows that are in none.
    private func longRuns(_ rows: [UInt32]) -> (runs: [Range<Int>], others: [UInt32]) {
        let countMin = max(Self.runMin, rows.count / 16)
        var runs: [Range<Int>] = []
        var start = 0
        var previous: SortEntry?
        for index in rows.indices {
            let entry = entry(rows[index])
            if let previous, isBefore(entry, previous) {
                if index - start >= countMin { runs.append(start..<index) }
                start = index
            }
            previous = entry
        }
        if rows.count - start >= countMin { runs.append(start..<rows.count) }
        var others: [UInt32] = []
        var end = 0
        for run in runs {
            others += rows[end..<run.lowerBound]
            end = run.upperBound
        }
        return (runs, others + rows[end...])
    }

    /// Fewer rows in order than these are sorted like the others.
    private static var runMin: Int { 256 }

    @inline(__always)
    private func entry(_ row: UInt32) -> SortEntry {
        SortEntry(chunk: chunk(of: Int(row), at: 0), row: row)
    }

    /// Whether one row comes before another; their entries are those of the first chunk.
    @inline(__always)
    private func isBefore(_ left: SortEntry, _ right: SortEntry) -> Bool {
        left.chunk == right.chunk
            ? isBeforeInDepth(left.row, right.row) : left.chunk < right.chunk
    }

    private func isBeforeInDepth(_ left: UInt32, _ right: UInt32) -> Bool {
        let end = max(byteCount(of: Int(left)), byteCount(of: Int(right)))
        var depth = Self.chunkBytes
        while depth < end {
            let one = chunk(of: Int(left), at: depth)
            let two = chunk(of: Int(right), at: depth)
            if one != two { return one < two }
            depth += Self.chunkBytes
        }
        return left < right
    }

    /// The rows of lists that are in order each, in order.
    private func merged(_ lists: [ArraySlice<UInt32>], count: Int) -> [UInt32] {
        var merged: [UInt32] = []
        merged.reserveCapacity(count)
        var open = lists.compactMap { list in
            list.first.map { (rest: list.dropFirst(), head: entry($0)) }
        }
        while open.count > 1 {
            var best = 0
            for other in 1..<open.count where isBefore(open[other].head, open[best].head) {
                best = other
            }
            merged.append(open[best].head.row)
            if let next = open[best].rest.popFirst() {
                open[best].head = entry(next)
            } else {
                open.remove(at: best)
            }
        }
        for list in open {
            merged.append(list.head.row)
            merged.append(contentsOf: list.rest)
        }
        return merged
    }

    private func sortedByChunks(_ rows: ArraySlice<UInt32>) -> [UInt32] {
        var entries = rows.map { entry($0) }
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

    private func byteCount(of row: Int) -> Int { Int(offsets[row + 1] - offsets[row]) }

    /// Eight bytes of a key as a number, zeros behind its end.
    @inline(__always)
    private func chunk(of row: Int, at depth: Int) -> UInt64 {
        let start = Int(offsets[row]) &+ depth
        let left = Int(offsets[row &+ 1]) &- start
        guard left > 0 else { return 0 }
        let word = unsafe bytes.withUnsafeBytes { bytes in
            guard start &+ Self.chunkBytes <= bytes.count else {
                var word: UInt64 = 0
                for offset in start..<bytes.count {
                    word |= UInt64(unsafe bytes[offset]) << UInt64(56 - (offset - start) * 8)
                }
                return word
            }
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
