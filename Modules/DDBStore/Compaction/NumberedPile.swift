import DDBParquet

/// The rows of one leaf from many slices, each value by its number, from which rows are picked in
/// another order.
///
/// Rows lie far from each other, so that what is looked at costs more than what is done. An entry
/// is one word, and a row of a list is found in one place and read from another:
/// ```
/// word = definition level (4 bits), repetition level (4 bits), number of the value (24 bits)
/// ```
/// Where every value is there and no row has more than one, words are numbers only.
struct NumberedPile {
    /// The greatest level that a word holds.
    static let levelMax: UInt8 = 15
    /// How many distinct values words can tell apart.
    static let numberCountMax = 1 << 24
    /// So many words behind the last are read, and copied for nothing.
    private static let padding = 4

    let leaf: SchemaLeaf
    /// The distinct values, by their numbers.
    let entries: LeafValues
    let rowCount: Int
    private let isDense: Bool
    private let words: [UInt32]
    /// The word with which each row begins, and at the end how many there are; of lists.
    private let starts: [UInt32]

    /// Makes a pile of the rows of a stack that keeps numbers; nil where words cannot hold them.
    init?(_ stack: LeafStack, entries: LeafValues) {
        leaf = stack.leaf
        self.entries = entries
        rowCount = stack.rowCount
        guard stack.isNumbered, leaf.definitionLevelMax <= Self.levelMax,
            leaf.repetitionLevelMax <= Self.levelMax, entries.count <= Self.numberCountMax
        else { return nil }
        isDense = leaf.repetitionLevelMax == 0 && stack.definitionLevels.isEmpty
        guard !isDense else {
            words = stack.numbers
            starts = []
            return
        }
        let definitions = stack.definitionLevels
        words = Self.words(
            stack.numbers, definitions, stack.repetitionLevels, present: leaf.definitionLevelMax)
        starts =
            leaf.repetitionLevelMax == 0
            ? [] : Self.starts(stack.repetitionLevels, rowCount: stack.rowCount)
    }

    private static func words(
        _ numbers: [UInt32], _ definitions: [UInt8], _ repetitions: [UInt8], present: UInt8
    ) -> [UInt32] {
        precondition(
            repetitions.isEmpty || repetitions.count == definitions.count,
            "an entry has both levels")
        // Where an entry has no value it gets the number of the next one, which nobody looks at.
        var padded = numbers
        padded.append(0)
        return unsafe [UInt32](
            unsafeUninitializedCapacity: definitions.count + padding
        ) { words, filled in
            unsafe padded.withUnsafeBufferPointer { numbers in
                unsafe definitions.withUnsafeBufferPointer { definitions in
                    unsafe repetitions.withUnsafeBufferPointer { repetitions in
                        var value = 0
                        for entry in 0..<definitions.count {
                            let level = unsafe definitions[entry]
                            let repetition =
                                unsafe repetitions.isEmpty ? 0 : repetitions[entry]
                            precondition(value < numbers.count, "levels have as many values")
                            let word =
                                unsafe UInt32(level) << 28 | UInt32(repetition) << 24
                                | numbers[value]
                            unsafe words.initializeElement(at: entry, to: word)
                            value &+= level == present ? 1 : 0
                        }
                    }
                }
            }
            for index in 0..<padding {
                unsafe words.initializeElement(at: definitions.count + index, to: 0)
            }
            filled = definitions.count + padding
        }
    }

    private static func starts(_ repetitions: [UInt8], rowCount: Int) -> [UInt32] {
        unsafe [UInt32](unsafeUninitializedCapacity: rowCount + 2) { starts, filled in
            unsafe repetitions.withUnsafeBufferPointer { repetitions in
                var row = 0
                for entry in 0..<repetitions.count {
                    precondition(row <= rowCount, "a stack has the rows that it says")
                    // What begins no row is overwritten.
                    unsafe starts.initializeElement(
                        at: row, to: UInt32(truncatingIfNeeded: entry))
                    row &+= unsafe repetitions[entry] == 0 ? 1 : 0
                }
                precondition(row == rowCount, "a stack has the rows that it says")
                unsafe starts.initializeElement(
                    at: rowCount, to: UInt32(truncatingIfNeeded: repetitions.count))
            }
            filled = rowCount + 1
        }
    }
}

extension NumberedPile {
    /// The rows at some places, in their order; each place is one of the pile's rows.
    func gathered(_ rows: ArraySlice<UInt32>) -> NumberedColumn {
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe words.withUnsafeBufferPointer { words in
                if isDense {
                    return NumberedColumn(
                        definitionLevels: [], repetitionLevels: [],
                        numbers: unsafe Self.pick(words, rows))
                }
                guard leaf.repetitionLevelMax > 0 else {
                    let picked = unsafe Self.pick(words, rows)
                    return split(picked, count: picked.count)
                }
                let (ranges, total) = unsafe ranges(of: rows)
                let picked = unsafe Self.pick(words, ranges, total)
                return split(picked, count: total)
            }
        }
    }

    @unsafe
    private static func pick(
        _ words: UnsafeBufferPointer<UInt32>, _ rows: UnsafeBufferPointer<UInt32>
    ) -> [UInt32] {
        unsafe [UInt32](unsafeUninitializedCapacity: rows.count) { target, filled in
            for index in 0..<rows.count {
                let row = Int(unsafe rows[index])
                precondition(row < words.count, "a row is one of the pile's")
                unsafe target.initializeElement(at: index, to: words[row])
            }
            filled = rows.count
        }
    }

    /// Where the words of rows begin (high half) and end, and how many there are.
    @unsafe
    private func ranges(of rows: UnsafeBufferPointer<UInt32>) -> (ranges: [UInt64], total: Int) {
        var total = 0
        let ranges = unsafe [UInt64](unsafeUninitializedCapacity: rows.count) { target, filled in
            unsafe starts.withUnsafeBufferPointer { starts in
                for index in 0..<rows.count {
                    let row = Int(unsafe rows[index])
                    precondition(row &+ 1 < starts.count, "a row is one of the pile's")
                    let (start, end) = unsafe (starts[row], starts[row &+ 1])
                    unsafe target.initializeElement(
                        at: index, to: UInt64(start) << 32 | UInt64(end))
                    total &+= Int(end &- start)
                }
            }
            filled = rows.count
        }
        return (ranges, total)
    }

    /// The words of ranges one behind the other, and some more behind them.
    @unsafe
    private static func pick(
        _ words: UnsafeBufferPointer<UInt32>, _ ranges: [UInt64], _ total: Int
    ) -> [UInt32] {
        unsafe [UInt32](unsafeUninitializedCapacity: total + padding) { target, filled in
            guard let from = words.baseAddress, let to = target.baseAddress else { return }
            var written = 0
            for range in ranges {
                let start = Int(range >> 32)
                let count = Int(range & 0xFFFF_FFFF) &- start
                // Most rows have few; what is too much is overwritten by the next row.
                if count <= padding {
                    let four = unsafe UnsafeRawPointer(from + start).loadUnaligned(
                        as: SIMD4<UInt32>.self)
                    unsafe UnsafeMutableRawPointer(to + written).storeBytes(
                        of: four, as: SIMD4<UInt32>.self)
                } else {
                    unsafe (to + written).initialize(from: from + start, count: count)
                }
                written &+= count
            }
            filled = written
        }
    }

    /// Takes words apart.
    private func split(_ words: [UInt32], count: Int) -> NumberedColumn {
        let present = UInt32(leaf.definitionLevelMax)
        let isList = leaf.repetitionLevelMax > 0
        var numbers: [UInt32] = []
        var repetitions: [UInt8] = []
        let definitions = unsafe [UInt8](unsafeUninitializedCapacity: count) { levels, filled in
            numbers = unsafe [UInt32](unsafeUninitializedCapacity: count) { numbers, numberCount in
                var value = 0
                for index in 0..<count {
                    let word = words[index]
                    let level = word >> 28
                    unsafe levels.initializeElement(
                        at: index, to: UInt8(truncatingIfNeeded: level))
                    // Where the entry has no value the next one overwrites this.
                    unsafe numbers.initializeElement(at: value, to: word & 0xFF_FFFF)
                    value &+= level == present ? 1 : 0
                }
                numberCount = value
            }
            filled = count
        }
        if isList {
            repetitions = unsafe [UInt8](unsafeUninitializedCapacity: count) { levels, filled in
                for index in 0..<count {
                    unsafe levels.initializeElement(
                        at: index, to: UInt8(truncatingIfNeeded: words[index] >> 24 & 0xF))
                }
                filled = count
            }
        }
        return NumberedColumn(
            definitionLevels: definitions, repetitionLevels: repetitions, numbers: numbers)
    }
}
