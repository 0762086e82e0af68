/// Rows of a row group: rising ranges with gaps between them.
struct RowRanges: Equatable {
    private(set) var ranges: [Range<Int>] = []

    init() {}

    init(all rowCount: Int) { append(0..<rowCount) }

    /// Adds rows that begin at or after the last range's start.
    mutating func append(_ rows: Range<Int>) {
        guard !rows.isEmpty else { return }
        if let last = ranges.last, rows.lowerBound <= last.upperBound {
            ranges[ranges.count - 1] =
                last.lowerBound..<max(last.upperBound, rows.upperBound)
        } else {
            ranges.append(rows)
        }
    }

    func union(_ other: RowRanges) -> RowRanges {
        var result = RowRanges()
        let all = (ranges + other.ranges).sorted { $0.lowerBound < $1.lowerBound }
        for rows in all { result.append(rows) }
        return result
    }

    func intersection(_ other: RowRanges) -> RowRanges {
        var result = RowRanges()
        var left = 0
        var right = 0
        while left < ranges.count, right < other.ranges.count {
            let one = ranges[left]
            let two = other.ranges[right]
            let start = max(one.lowerBound, two.lowerBound)
            let end = min(one.upperBound, two.upperBound)
            if start < end { result.append(start..<end) }
            if one.upperBound < two.upperBound { left += 1 } else { right += 1 }
        }
        return result
    }
}
