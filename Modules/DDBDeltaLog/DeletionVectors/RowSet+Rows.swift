extension RowSet {
    /// The rows one by one, rising.
    public var rows: Rows { Rows(source: self) }

    /// The rows of a set, one by one.
    public struct Rows: Sequence, Sendable {
        fileprivate let source: RowSet

        /// How many rows there are.
        public var underestimatedCount: Int { source.count }

        /// Gives the rows, rising.
        public func makeIterator() -> Iterator { Iterator(source) }
    }

    /// Gives the rows of a set one by one.
    public struct Iterator: IteratorProtocol, Sendable {
        private let source: RowSet
        private var blockIndex = 0
        private var runs: [RowRun] = []
        private var runIndex = 0
        private var row = 0
        private var end = 0

        fileprivate init(_ rows: RowSet) {
            source = rows
        }

        /// The next row, or nil at the end.
        public mutating func next() -> Int? {
            if row == end {
                if runIndex == runs.count {
                    guard blockIndex < source.blocks.count else { return nil }
                    var found: [RowRun] = []
                    source.blocks[blockIndex].forEachRun { found.append($0) }
                    runs = found
                    runIndex = 0
                    blockIndex += 1
                }
                let base = source.numbers[blockIndex - 1] << 16
                row = base | Int(runs[runIndex].first)
                end = base + Int(runs[runIndex].last) + 1
                runIndex += 1
            }
            defer { row += 1 }
            return row
        }
    }
}
