extension RowSet {
    /// A bit for each of the first rows of the file: row r is bit r % 64 of word r / 64.
    ///
    /// It is what a filter wants that meets rows in any order: 125 KB for a million rows.
    ///
    /// - Parameter rowCount: How many rows the file has; members at or above it have no bit.
    /// - Complexity: O(*rowCount* / 64) and O(1) a member.
    public func words(rowCount: Int) -> [UInt64] {
        precondition(rowCount >= 0, "a file has no negative number of rows")
        let wordCount = (rowCount + 63) / 64
        var words = [UInt64](repeating: 0, count: wordCount)
        for (number, block) in zip(numbers, blocks) {
            let start = number * RowBlock.wordCount
            guard start < wordCount else { break }
            let whole = block.words
            let used = min(RowBlock.wordCount, wordCount - start)
            words.replaceSubrange(start..<start + used, with: whole[..<used])
        }
        if rowCount % 64 != 0 { words[wordCount - 1] &= .max >> UInt64(64 - rowCount % 64) }
        return words
    }

    /// Writes a byte for each row of a stretch: 1 where the row is in the set, 0 where not.
    ///
    /// - Parameters:
    ///   - mask: The bytes; there are as many as rows.
    ///   - firstRow: The row of the first byte.
    /// - Complexity: O(*n*) in the bytes, and O(log *n*) in the blocks.
    public func fill(_ mask: inout MutableSpan<UInt8>, from firstRow: Int) {
        precondition(firstRow >= 0, "a row number is not negative")
        for index in mask.indices { mask[index] = 0 }
        let end = firstRow + mask.count
        var index = firstIndex(atLeast: firstRow >> 16)
        while index < numbers.count, numbers[index] << 16 < end {
            let base = numbers[index] << 16
            let low = max(firstRow - base, 0)
            let high = min(end - base, RowBlock.rowCount)
            blocks[index].fill(&mask, places: low..<high, at: base + low - firstRow)
            index += 1
        }
    }
}

extension RowBlock {
    /// Writes 1 for each member among some places; `start` is the byte of the first of them.
    fileprivate func fill(
        _ mask: inout MutableSpan<UInt8>, places range: Range<Int>, at start: Int
    ) {
        let shift = start - range.lowerBound
        switch self {
        case .places(let places):
            var index = count(below: UInt16(range.lowerBound))
            while index < places.count, Int(places[index]) < range.upperBound {
                mask[Int(places[index]) + shift] = 1
                index += 1
            }
        case .bits(let words, _):
            for place in range {
                mask[place + shift] =
                    UInt8(truncatingIfNeeded: words[place >> 6] >> (place & 63))
                    & 1
            }
        case .runs(let runs, _):
            for run in runs {
                let low = max(Int(run.first), range.lowerBound)
                let high = min(Int(run.last) + 1, range.upperBound)
                for place in low..<max(low, high) { mask[place + shift] = 1 }
            }
        }
    }
}
