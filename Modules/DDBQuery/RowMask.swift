/// The rows of a part that are deleted, a bit for each.
///
/// ```swift
/// let mask = RowMask(words: [0b101])    // rows 0 and 2 are deleted
/// ```
public struct RowMask: Sendable, Equatable {
    /// The bits: row r is bit r % 64 of word r / 64, and 1 where it is deleted; rows behind the
    /// last word are not deleted.
    public var words: [UInt64]

    /// Creates a mask.
    public init(words: [UInt64]) {
        self.words = words
    }

    /// Whether no row is deleted.
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// How many of the first rows are deleted.
    func deletedCount(among rowCount: Int) -> Int {
        let whole = min(rowCount / 64, words.count)
        let count = words[..<whole].reduce(0) { $0 + $1.nonzeroBitCount }
        guard whole < words.count else { return count }
        return count + (words[whole] & (1 << UInt64(rowCount % 64) - 1)).nonzeroBitCount
    }
}
