/// Which entries are read for a stretch of the merged rows, and where each of those rows is among
/// them.
struct MergeSelection {
    /// The rows to read of each slice, counted from its start.
    var runs: [[Range<Int>]]
    /// For each merged row of the stretch its place among the rows that are read.
    var places: [UInt32]

    /// All rows.
    init(all slices: [MergeSlice], order: [UInt32]) {
        runs = slices.map(\.runs)
        places = order
    }

    /// The rows of a stretch.
    ///
    /// - Complexity: O(*n*) in all entries, which take a bit each.
    init(_ slices: [MergeSlice], order: [UInt32], stretch: Range<Int>) {
        let wordCount = (order.count + 63) / 64
        var words = [UInt64](repeating: 0, count: wordCount)
        for index in stretch {
            let entry = Int(order[index])
            words[entry >> 6] |= 1 << UInt64(entry & 63)
        }
        var before = [UInt32](repeating: 0, count: wordCount)
        var sum: UInt32 = 0
        for index in words.indices {
            before[index] = sum
            sum += UInt32(words[index].nonzeroBitCount)
        }
        places = stretch.map { index in
            let entry = Int(order[index])
            let below = words[entry >> 6] & ((1 << UInt64(entry & 63)) - 1)
            return before[entry >> 6] + UInt32(below.nonzeroBitCount)
        }
        runs = slices.map { Self.wanted($0, words) }
    }

    private static func wanted(_ slice: MergeSlice, _ words: [UInt64]) -> [Range<Int>] {
        var wanted: [Range<Int>] = []
        var entry = slice.firstEntry
        for run in slice.runs {
            for row in run {
                if words[entry >> 6] >> UInt64(entry & 63) & 1 == 1 {
                    if let last = wanted.last, last.upperBound == row {
                        wanted[wanted.count - 1] = last.lowerBound..<row + 1
                    } else {
                        wanted.append(row..<row + 1)
                    }
                }
                entry += 1
            }
        }
        return wanted
    }
}
