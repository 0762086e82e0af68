/// A set of row numbers of one data file: which of its rows are deleted.
///
/// Rows count from 0 over all row groups. Blocks of 65,536 rows are kept in whichever of three
/// forms is small, after [Roaring](https://github.com/RoaringBitmap/RoaringFormatSpec); copying a
/// set copies no block until one is changed.
///
/// ```swift
/// var deleted = RowSet([7, 3, 3])
/// deleted.formUnion(RowSet([100_000]))
/// deleted.contains(3)    // true
/// Array(deleted.rows)    // [3, 7, 100000]
/// ```
public struct RowSet: Sendable {
    /// The greatest row that a set can have: what the format's other implementations allow.
    public static let rowMax = 0x7FFF_FFFE_FFFF_FFFF

    /// The blocks that have members, by rising number: row / 65,536.
    private(set) var numbers: [Int]
    private(set) var blocks: [RowBlock]
    /// How many rows the set has.
    public private(set) var count: Int

    /// Creates an empty set.
    public init() {
        numbers = []
        blocks = []
        count = 0
    }

    /// Creates the set of rows given in any order, duplicates allowed; none is negative.
    ///
    /// - Complexity: O(*n*) where the rows rise or lie densely, else O(*n* log *n*).
    public init(_ rows: [Int]) {
        self.init()
        guard let first = rows.first else { return }
        var last = first
        var greatest = first
        var isRising = true
        for row in rows {
            precondition((0...Self.rowMax).contains(row), "there is no such row number")
            isRising = isRising && row >= last
            last = row
            greatest = max(greatest, row)
        }
        if isRising {
            append(rising: rows)
        } else if greatest / 64 <= 4 * rows.count + RowBlock.wordCount {
            append(dense: rows, greatest: greatest)
        } else {
            append(rising: rows.sorted())
        }
    }

    /// Creates the set of consecutive rows from a first up to but without a last.
    public init(_ rows: Range<Int>) {
        self.init()
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= Self.rowMax, "there is no such row number")
        var row = rows.lowerBound
        while row < rows.upperBound {
            let number = row >> 16
            let end = min(rows.upperBound - 1, number << 16 | 0xFFFF)
            let run = RowRun(
                first: UInt16(truncatingIfNeeded: row), last: UInt16(truncatingIfNeeded: end))
            append(number, .runs([run], count: run.count))
            row = end + 1
        }
    }

    /// Whether the set has no rows.
    public var isEmpty: Bool { count == 0 }

    /// The greatest row, or nil where there is none.
    public var last: Int? {
        guard let number = numbers.last, let block = blocks.last else { return nil }
        return number << 16 | Int(block.last)
    }

    /// Whether a row is in the set.
    ///
    /// - Complexity: O(log *n*) in the blocks and in what one block holds.
    public func contains(_ row: Int) -> Bool {
        guard row >= 0, let index = index(of: row >> 16) else { return false }
        return blocks[index].contains(UInt16(truncatingIfNeeded: row))
    }

    /// How many rows of a range are in the set.
    public func count(in rows: Range<Int>) -> Int {
        count(below: rows.upperBound) - count(below: rows.lowerBound)
    }

    /// Adds the rows of another set.
    ///
    /// - Complexity: O(*n*) in the blocks of both, and in the members of blocks that both have.
    public mutating func formUnion(_ other: RowSet) {
        if other.isEmpty { return }
        var merged = RowSet()
        merged.numbers.reserveCapacity(numbers.count + other.numbers.count)
        merged.blocks.reserveCapacity(numbers.count + other.numbers.count)
        var (i, j) = (0, 0)
        while i < numbers.count || j < other.numbers.count {
            let left = i < numbers.count ? numbers[i] : .max
            let right = j < other.numbers.count ? other.numbers[j] : .max
            if left < right {
                merged.append(left, blocks[i])
            } else if right < left {
                merged.append(right, other.blocks[j])
            } else {
                merged.append(left, blocks[i].union(other.blocks[j]))
            }
            if left <= right { i += 1 }
            if right <= left { j += 1 }
        }
        self = merged
    }

    /// The rows of both sets.
    public func union(_ other: RowSet) -> RowSet {
        var union = self
        union.formUnion(other)
        return union
    }

    /// Adds a block whose number is above all others'.
    mutating func append(_ number: Int, _ block: RowBlock) {
        numbers.append(number)
        blocks.append(block)
        count += block.count
    }

    /// The place of a block among the blocks, or nil.
    private func index(of number: Int) -> Int? {
        let index = firstIndex(atLeast: number)
        return index < numbers.count && numbers[index] == number ? index : nil
    }

    /// The place of the first block of a number or a greater one.
    func firstIndex(atLeast number: Int) -> Int {
        // Where every block up to this one has members, its number is its place.
        if number < numbers.count, numbers[number] == number { return number }
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] >= number { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func count(below row: Int) -> Int {
        guard row > 0 else { return 0 }
        let index = firstIndex(atLeast: row >> 16)
        let whole = blocks[..<index].reduce(0) { $0 + $1.count }
        guard index < numbers.count, numbers[index] == row >> 16 else { return whole }
        return whole + blocks[index].count(below: UInt16(truncatingIfNeeded: row))
    }

    private mutating func append(rising rows: [Int]) {
        var start = 0
        while start < rows.count {
            let number = rows[start] >> 16
            var places: [UInt16] = []
            var end = start
            var last = -1
            while end < rows.count, rows[end] >> 16 == number {
                if rows[end] != last { places.append(UInt16(truncatingIfNeeded: rows[end])) }
                last = rows[end]
                end += 1
            }
            append(number, RowBlock(rising: places))
            start = end
        }
    }

    /// Marks the rows in one long run of bits: no sorting.
    private mutating func append(dense rows: [Int], greatest: Int) {
        let blockCount = greatest >> 16 + 1
        var words = [UInt64](repeating: 0, count: blockCount * RowBlock.wordCount)
        for row in rows { words[row >> 6] |= 1 << UInt64(row & 63) }
        for number in 0..<blockCount {
            let start = number * RowBlock.wordCount
            if let block = RowBlock(words: Array(words[start..<start + RowBlock.wordCount])) {
                append(number, block)
            }
        }
    }
}

extension RowSet: Equatable {
    /// Whether two sets have the same rows, in whatever form they are kept.
    public static func == (left: RowSet, right: RowSet) -> Bool {
        guard left.count == right.count, left.numbers == right.numbers else { return false }
        return zip(left.blocks, right.blocks).allSatisfy { $0.words == $1.words }
    }
}
