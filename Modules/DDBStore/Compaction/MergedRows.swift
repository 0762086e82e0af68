/// Where the rows of the parts that were merged are now.
///
/// It holds 4 bytes a row, and 16 a run of rows that stayed.
package struct MergedRows: Sendable {
    /// A row of a new part.
    package struct Place: Sendable, Hashable {
        /// The place of the part among the new ones.
        package var part: Int
        package var row: Int
    }

    private let slices: [MergeSlice]
    /// For each entry that stayed the merged row.
    private let merged: [UInt32]
    /// The merged row with which each new part begins, and at the end how many there are.
    private let partStarts: [Int]

    init(slices: [MergeSlice], order: [UInt32], partStarts: [Int]) {
        self.slices = slices
        merged = slices.inverse(of: order)
        count = order.count
        self.partStarts = partStarts
    }

    /// How many rows stayed.
    package let count: Int

    /// Calls a body for every row that stayed, sources and rows rising.
    package func forEach(_ body: (_ source: Int, _ row: Int, _ place: Place) throws -> Void)
        rethrows
    {
        for slice in slices {
            for run in slice.runs {
                for row in run {
                    try body(
                        slice.source, slice.firstRow + row, place(entry: slice.firstEntry + row))
                }
            }
        }
    }

    /// Where a row is now; nil where it was left out.
    ///
    /// - Complexity: O(log *n*) in the row groups, then O(log *n*) in the runs of one.
    package func place(source: Int, row: Int) -> Place? {
        let index = Self.last(slices.count) { at in
            (slices[at].source, slices[at].firstRow) <= (source, row)
        }
        guard let index, slices[index].source == source else { return nil }
        let slice = slices[index]
        let local = row - slice.firstRow
        guard let run = Self.last(slice.runs.count, where: { slice.runs[$0].lowerBound <= local }),
            slice.runs[run].contains(local)
        else { return nil }
        return place(entry: slice.firstEntry + local)
    }

    private func place(entry: Int) -> Place {
        let row = Int(merged[entry])
        let part = Self.last(partStarts.count) { partStarts[$0] <= row } ?? 0
        return Place(part: part, row: row - partStarts[part])
    }

    /// The last of some places for which a condition holds that holds for none behind the first
    /// for which it does not.
    private static func last(_ count: Int, where holds: (Int) -> Bool) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }
}

extension [MergeSlice] {
    /// How many rows there are, those too that are left out.
    var entryCount: Int { last.map { $0.firstEntry + $0.rowCount } ?? 0 }

    /// For each entry that stays the merged row, given for each merged row its entry.
    func inverse(of order: [UInt32]) -> [UInt32] {
        var merged = [UInt32](repeating: 0, count: entryCount)
        unsafe merged.withUnsafeMutableBufferPointer { merged in
            for row in order.indices {
                let entry = Int(order[row])
                precondition(entry < merged.count, "an entry is a row of a slice")
                unsafe merged[entry] = UInt32(truncatingIfNeeded: row)
            }
        }
        return merged
    }
}
