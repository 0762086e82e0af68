/// The numbers of records that are settled, as ranges that neither touch nor overlap.
struct SettledRanges: Sendable, Hashable {
    private(set) var ranges: [Range<Int>] = []

    /// Whether a number is among them.
    func contains(_ number: Int) -> Bool {
        let index = place(of: number)
        return index < ranges.count && ranges[index].contains(number)
    }

    /// Adds numbers.
    ///
    /// - Complexity: O(n) in the ranges, of which there are as many as there are gaps.
    mutating func insert(_ added: Range<Int>) {
        guard !added.isEmpty else { return }
        // The first range that ends where the new one begins, or later, is joined to it.
        let first = place(of: added.lowerBound - 1)
        var last = first
        var joined = added
        while last < ranges.count, ranges[last].lowerBound <= added.upperBound {
            joined =
                min(joined.lowerBound, ranges[last].lowerBound)
                ..< max(joined.upperBound, ranges[last].upperBound)
            last += 1
        }
        ranges.replaceSubrange(first..<last, with: [joined])
    }

    /// Drops all numbers below one.
    mutating func drop(below number: Int) {
        let first = place(of: number)
        ranges.removeSubrange(..<first)
        if let range = ranges.first, range.lowerBound < number {
            ranges[0] = number..<range.upperBound
        }
    }

    /// The index of the first range that ends behind a number.
    private func place(of number: Int) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound > number { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
