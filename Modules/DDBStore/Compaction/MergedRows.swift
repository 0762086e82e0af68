/// Where the rows of the parts that were merged are now.
///
/// It holds 4 bytes a row that stayed, and 16 a run of such rows.
package struct MergedRows: Sendable {
    /// A row of a new part.
    package struct Place: Sendable, Hashable {
        /// The place of the part among the new ones.
        package var part: Int
        package var row: Int
    }

    private let slices: [MergeSlice]
    /// For each entry the merged row.
    private let merged: [UInt32]
    /// The merged row with which each new part begins, and at the end how many there are.
    private let partStarts: [Int]

    init(slices: [MergeSlice], order: [UInt32], partStarts: [Int]) {
        var merged = [UInt32](repeating: 0, count: order.count)
        for (row, entry) in order.enumerated() { merged[Int(entry)] = UInt32(row) }
        self.slices = slices
        self.merged = merged
        self.partStarts = partStarts
    }

    /// How many rows stayed.
    package var count: Int { merged.count }

    /// Calls a body for every row that stayed, sources and rows rising.
    package func forEach(_ body: (_ source: Int, _ row: Int, _ place: Place) throws -> Void)
        rethrows
    {
        for slice in slices {
            var entry = slice.firstEntry
            for run in slice.runs {
                for row in run {
                    try body(slice.source, slice.firstRow + row, place(entry: entry))
                    entry += 1
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
        return place(entry: slice.runEntries[run] + local - slice.runs[run].lowerBound)
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
