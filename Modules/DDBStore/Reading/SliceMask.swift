import DDBDeltaLog
import DDBParquet

/// Which rows of a slice are left where others are masked by the part's deletion vector.
struct SliceMask: Sendable {
    /// How many rows the slice has.
    let rowCount: Int
    /// How many of them are left.
    private(set) var keptCount = 0
    /// The places in the slice of the rows that are left: rising ranges.
    private(set) var kept: [Range<Int>] = []
    /// The numbers in the file of the rows that are left, a range for each of `kept`.
    private(set) var rows: [Range<Int>] = []

    /// Looks the rows of a slice up in the rows of the file that are deleted.
    ///
    /// - Complexity: O(*n*) in the slice's rows where some are deleted, else in its ranges.
    init(_ slice: ReadSlice, deleted: RowSet) {
        rowCount = slice.rowCount
        var place = 0
        for range in slice.rowRanges {
            let first = slice.firstRow + range.lowerBound
            let deletedCount = deleted.count(in: first..<first + range.count)
            if deletedCount == 0 {
                keep(place..<place + range.count, from: first)
            } else if deletedCount < range.count {
                keepSome(place..<place + range.count, from: first, deleted)
            }
            place += range.count
        }
    }

    /// Whether no row is masked.
    var isWhole: Bool { keptCount == rowCount }

    /// Says false of the rows that are masked.
    func clear(_ flags: inout [Bool]) {
        var place = 0
        for range in kept {
            for masked in place..<range.lowerBound { flags[masked] = false }
            place = range.upperBound
        }
        for masked in place..<rowCount { flags[masked] = false }
    }

    private mutating func keep(_ places: Range<Int>, from row: Int) {
        guard !places.isEmpty else { return }
        kept.append(places)
        rows.append(row..<row + places.count)
        keptCount += places.count
    }

    private mutating func keepSome(_ places: Range<Int>, from first: Int, _ deleted: RowSet) {
        var mask = [UInt8](repeating: 0, count: places.count)
        var span = mask.mutableSpan
        deleted.fill(&span, from: first)
        var start = 0
        while start < mask.count {
            guard mask[start] == 0 else {
                start += 1
                continue
            }
            var end = start + 1
            while end < mask.count, mask[end] == 0 { end += 1 }
            keep(
                places.lowerBound + start..<places.lowerBound + end, from: first + start)
            start = end
        }
    }
}
