/// Orders entries by hash, then by location.
enum KeySort {
    /// About how many entries with the same bits are put in order by insertion.
    private static let insertionMax = 48

    /// Sorts entries whose hashes are even: by some bits, then each few by themselves.
    ///
    /// - Parameter bitsKnown: How many of the top bits are the same in all.
    static func sort(_ entries: inout [KeyEntry], bitsKnown: UInt64) {
        let count = entries.count
        guard count > insertionMax else { return sortFew(&entries, 0..<count) }
        // Eight entries a bin on average.
        let bits = UInt64(max(Int.bitWidth - (count / 8).leadingZeroBitCount, 1))
        let bins = 1 << Int(bits)
        func bin(_ entry: KeyEntry) -> Int {
            Int((entry.high << bitsKnown) >> (64 - bits))
        }
        var starts = [Int](repeating: 0, count: bins + 1)
        for entry in entries { starts[bin(entry) + 1] += 1 }
        for index in 1...bins { starts[index] += starts[index - 1] }
        var next = starts
        var sorted = [KeyEntry](repeating: .empty, count: count)
        for entry in entries {
            let place = bin(entry)
            sorted[next[place]] = entry
            next[place] += 1
        }
        for index in 0..<bins { sortFew(&sorted, starts[index]..<starts[index + 1]) }
        entries = sorted
    }

    private static func sortFew(_ entries: inout [KeyEntry], _ range: Range<Int>) {
        guard range.count <= insertionMax else {
            entries[range].sort(by: isBefore)
            return
        }
        for index in range.dropFirst() {
            let entry = entries[index]
            var place = index
            while place > range.lowerBound, isBefore(entry, entries[place - 1]) {
                entries[place] = entries[place - 1]
                place -= 1
            }
            entries[place] = entry
        }
    }

    @inline(__always)
    private static func isBefore(_ left: KeyEntry, _ right: KeyEntry) -> Bool {
        if left.high != right.high { return left.high < right.high }
        return left.low != right.low ? left.low < right.low : left.location < right.location
    }
}
