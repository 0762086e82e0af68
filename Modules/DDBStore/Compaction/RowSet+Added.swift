import DDBDeltaLog

extension RowSet {
    /// The rows that this set has and an earlier one has not, rising.
    ///
    /// - Complexity: O(*rowCount* / 64): asking for each of a hundred thousand rows would hold up
    ///   the commits that wait meanwhile.
    func added(since earlier: RowSet, rowCount: Int) -> [Int] {
        let before = earlier.words(rowCount: rowCount)
        var rows: [Int] = []
        for (index, word) in words(rowCount: rowCount).enumerated() {
            var new = word & ~before[index]
            while new != 0 {
                rows.append(index << 6 | new.trailingZeroBitCount)
                new &= new - 1
            }
        }
        return rows
    }
}
