package import DDBParquet

/// The rows of one leaf from many slices, one behind the other, from which rows are picked in
/// another order.
///
/// Levels are as in `LeafColumn`: none where the leaf lies in no list and every value is there.
package struct LeafPile {
    let leaf: SchemaLeaf
    private(set) var rowCount = 0
    private(set) var values: ValuePile
    private(set) var definitionLevels: [UInt8] = []
    private(set) var repetitionLevels: [UInt8] = []
    /// Whether every value is there, so that levels are left out.
    private(set) var isDense: Bool
    /// The entry with which each row begins, and at the end how many there are; of leaves in
    /// lists.
    private var entryStarts: [UInt32] = []
    /// The first value of each row, and at the end how many there are; empty where dense.
    private(set) var valueStarts: [UInt32] = []

    /// Creates a pile of the rows of a stack of values.
    init(_ stack: LeafStack) {
        precondition(!stack.isNumbered, "a pile has values")
        leaf = stack.leaf
        rowCount = stack.rowCount
        values = ValuePile(stack.leaf.physicalType)
        values.take(stack.values)
        definitionLevels = stack.definitionLevels
        repetitionLevels = stack.repetitionLevels
        isDense = leaf.repetitionLevelMax == 0 && definitionLevels.isEmpty
        finish()
    }

    package init(_ leaf: SchemaLeaf) {
        self.leaf = leaf
        values = ValuePile(leaf.physicalType)
        isDense = leaf.repetitionLevelMax == 0
    }

    /// How many bytes the rows take.
    var byteCount: Int {
        values.byteCount + definitionLevels.count + repetitionLevels.count
            + (entryStarts.count + valueStarts.count) * 4
    }

    /// Appends some rows of a column of the leaf.
    ///
    /// - Parameters:
    ///   - column: The column of `rowCount` rows.
    ///   - runs: The rows wanted: rising ranges with gaps between them.
    /// - Throws: ``StoreError/Code/damaged`` where the column is not of the leaf.
    package mutating func append(
        _ column: LeafColumn, rowCount: Int, runs: [Range<Int>]
    ) throws(StoreError) {
        guard runs.last?.upperBound ?? 0 <= rowCount else { throw ItemAssembler.torn }
        if leaf.repetitionLevelMax > 0 {
            try appendRepeated(column, rowCount, runs)
        } else {
            try appendFlat(column, rowCount, runs)
        }
        self.rowCount += runs.reduce(0) { $0 + $1.count }
    }

    private mutating func appendFlat(
        _ column: LeafColumn, _ rowCount: Int, _ runs: [Range<Int>]
    ) throws(StoreError) {
        let levels = column.definitionLevels
        let count = column.values.count
        if levels.isEmpty || levels.count == count {
            guard count == rowCount else { throw ItemAssembler.torn }
            try values.append(column.values, runs)
            guard !isDense else { return }
            let added = runs.reduce(0) { $0 + $1.count }
            definitionLevels.append(
                contentsOf: repeatElement(leaf.definitionLevelMax, count: added))
            return
        }
        guard levels.count == rowCount else { throw ItemAssembler.torn }
        if isDense {
            isDense = false
            definitionLevels = Array(repeating: leaf.definitionLevelMax, count: self.rowCount)
        }
        try append(column.values, levels, entries: runs)
    }

    private mutating func appendRepeated(
        _ column: LeafColumn, _ rowCount: Int, _ runs: [Range<Int>]
    ) throws(StoreError) {
        let repetitions = column.repetitionLevels
        guard column.definitionLevels.count == repetitions.count, repetitions.first ?? 0 == 0
        else { throw ItemAssembler.torn }
        guard Levels.count(repetitions, repetitions.indices, equal: 0) == rowCount else {
            throw ItemAssembler.torn
        }
        if runs == [0..<rowCount] {
            if repetitionLevels.isEmpty {
                repetitionLevels = repetitions
            } else {
                repetitionLevels.append(contentsOf: repetitions)
            }
            try append(column.values, column.definitionLevels, entries: [repetitions.indices])
            return
        }
        let starts = Self.starts(
            repetitions, column.definitionLevels, present: leaf.definitionLevelMax
        ).entries
        let entries = runs.map { Int(starts[$0.lowerBound])..<Int(starts[$0.upperBound]) }
        for range in entries { repetitionLevels.append(contentsOf: repetitions[range]) }
        try append(column.values, column.definitionLevels, entries: entries)
    }

    /// Appends entries with their levels, and the values of those that have one.
    private mutating func append(
        _ source: LeafValues, _ levels: [UInt8], entries: [Range<Int>]
    ) throws(StoreError) {
        var entry = 0
        var value = 0
        var found: [Range<Int>] = []
        found.reserveCapacity(entries.count)
        for range in entries {
            if entry < range.lowerBound {
                value += Levels.count(
                    levels, entry..<range.lowerBound, equal: leaf.definitionLevelMax)
            }
            let count = Levels.count(levels, range, equal: leaf.definitionLevelMax)
            found.append(value..<value + count)
            value += count
            entry = range.upperBound
            if definitionLevels.isEmpty, range == levels.indices {
                definitionLevels = levels
            } else {
                definitionLevels.append(contentsOf: levels[range])
            }
        }
        try values.append(source, found)
    }

    /// Where the rows begin, once all of them are there.
    package mutating func finish() {
        guard !isDense else { return }
        if leaf.repetitionLevelMax > 0 {
            (entryStarts, valueStarts) = Self.starts(
                repetitionLevels, definitionLevels, present: leaf.definitionLevelMax)
        } else {
            valueStarts = Self.valueStarts(definitionLevels, present: leaf.definitionLevelMax)
        }
    }

    /// The entry and the value with which each row begins, and at the end how many there are.
    private static func starts(
        _ repetitionLevels: [UInt8], _ definitionLevels: [UInt8], present: UInt8
    ) -> (entries: [UInt32], values: [UInt32]) {
        precondition(repetitionLevels.count == definitionLevels.count, "an entry has both levels")
        let rows = Levels.count(repetitionLevels, repetitionLevels.indices, equal: 0)
        var values: [UInt32] = []
        let entries = unsafe [UInt32](unsafeUninitializedCapacity: rows + 2) { entries, filled in
            values = unsafe [UInt32](unsafeUninitializedCapacity: rows + 2) { values, count in
                unsafe repetitionLevels.withUnsafeBufferPointer { repetitions in
                    unsafe definitionLevels.withUnsafeBufferPointer { definitions in
                        var row = 0
                        var value: UInt32 = 0
                        for entry in 0..<repetitions.count {
                            // What begins no row is overwritten.
                            unsafe entries.initializeElement(
                                at: row, to: UInt32(truncatingIfNeeded: entry))
                            unsafe values.initializeElement(at: row, to: value)
                            row &+= unsafe repetitions[entry] == 0 ? 1 : 0
                            value &+= unsafe definitions[entry] == present ? 1 : 0
                        }
                        unsafe entries.initializeElement(
                            at: rows, to: UInt32(truncatingIfNeeded: repetitions.count))
                        unsafe values.initializeElement(at: rows, to: value)
                    }
                }
                count = rows + 1
            }
            filled = rows + 1
        }
        return (entries, values)
    }

    /// The value with which each row begins that is an entry, and at the end how many there are.
    private static func valueStarts(_ levels: [UInt8], present: UInt8) -> [UInt32] {
        unsafe [UInt32](unsafeUninitializedCapacity: levels.count + 1) { starts, filled in
            unsafe levels.withUnsafeBufferPointer { levels in
                var value: UInt32 = 0
                for row in 0..<levels.count {
                    unsafe starts.initializeElement(at: row, to: value)
                    value &+= unsafe levels[row] == present ? 1 : 0
                }
                unsafe starts.initializeElement(at: levels.count, to: value)
            }
            filled = levels.count + 1
        }
    }

    /// The rows at some places, in their order.
    ///
    /// - Throws: ``StoreError/Code/tooLarge`` for more than 4 GiB of texts.
    package func gathered(_ places: ArraySlice<UInt32>) throws(StoreError) -> LeafColumn {
        var failure: StoreError?
        let column: LeafColumn? = unsafe places.withUnsafeBufferPointer { places in
            do throws(StoreError) {
                return try unsafe gathered(places)
            } catch {
                failure = error
                return nil
            }
        }
        guard let column else { throw failure ?? ItemAssembler.torn }
        return column
    }

    @unsafe
    private func gathered(
        _ places: UnsafeBufferPointer<UInt32>
    ) throws(StoreError) -> LeafColumn {
        if isDense { return LeafColumn(values: try unsafe values.gathered(places)) }
        let found: [UInt32]
        let definitions: [UInt8]
        var repetitions: [UInt8] = []
        if leaf.repetitionLevelMax == 0 {
            definitions = unsafe ValuePile.gather(definitionLevels, places)
            found = unsafe valuePlaces(flat: places)
        } else {
            (definitions, repetitions, found) = unsafe entries(of: places)
        }
        let picked = try values.gathered(found[...])
        return LeafColumn(
            definitionLevels: definitions, repetitionLevels: repetitions, values: picked)
    }

    /// The values of rows that have at most one.
    @unsafe
    private func valuePlaces(flat rows: UnsafeBufferPointer<UInt32>) -> [UInt32] {
        unsafe [UInt32](unsafeUninitializedCapacity: rows.count + 1) { target, filled in
            unsafe valueStarts.withUnsafeBufferPointer { starts in
                var count = 0
                for index in 0..<rows.count {
                    let row = Int(unsafe rows[index])
                    let start = unsafe starts[row]
                    // Where the row has no value the next one overwrites this.
                    unsafe target.initializeElement(at: count, to: start)
                    count &+= Int(unsafe starts[row &+ 1] &- start)
                }
                filled = count
            }
        }
    }

    /// The levels of the entries of rows, and the places of their values.
    @unsafe
    private func entries(
        of rows: UnsafeBufferPointer<UInt32>
    ) -> (definitions: [UInt8], repetitions: [UInt8], values: [UInt32]) {
        var total = 0
        unsafe entryStarts.withUnsafeBufferPointer { starts in
            for index in 0..<rows.count {
                let row = Int(unsafe rows[index])
                total &+= Int(unsafe starts[row &+ 1] &- starts[row])
            }
        }
        var repetitions: [UInt8] = []
        var values: [UInt32] = []
        let definitions = unsafe [UInt8](unsafeUninitializedCapacity: total) { levels, filled in
            repetitions = unsafe [UInt8](unsafeUninitializedCapacity: total) {
                repeats, repeatCount in
                values = unsafe [UInt32](unsafeUninitializedCapacity: total + 1) {
                    values, valueCount in
                    valueCount = unsafe pick(rows, levels, repeats, values)
                }
                repeatCount = total
            }
            filled = total
        }
        return (definitions, repetitions, values)
    }

    /// Writes the levels of the entries of rows, and the places of their values.
    ///
    /// - Returns: How many values there are.
    @unsafe
    private func pick(
        _ rows: UnsafeBufferPointer<UInt32>, _ levels: UnsafeMutableBufferPointer<UInt8>,
        _ repeats: UnsafeMutableBufferPointer<UInt8>,
        _ values: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        let present = leaf.definitionLevelMax
        return unsafe definitionLevels.withUnsafeBufferPointer { definitions in
            unsafe repetitionLevels.withUnsafeBufferPointer { repetitions in
                var written = 0
                var count = 0
                var index = 0
                while index < rows.count {
                    let row = Int(unsafe rows[index])
                    var entry = Int(entryStarts[row])
                    var value = valueStarts[row]
                    var last = row
                    index &+= 1
                    // Rows that are neighbours go together.
                    while index < rows.count, unsafe Int(rows[index]) == last &+ 1 {
                        last &+= 1
                        index &+= 1
                    }
                    let end = Int(entryStarts[last &+ 1])
                    while entry < end {
                        let level = unsafe definitions[entry]
                        unsafe levels.initializeElement(at: written, to: level)
                        unsafe repeats.initializeElement(at: written, to: repetitions[entry])
                        // Where the entry has no value the next one overwrites this.
                        unsafe values.initializeElement(at: count, to: value)
                        count &+= level == present ? 1 : 0
                        value &+= level == present ? 1 : 0
                        written &+= 1
                        entry &+= 1
                    }
                }
                return count
            }
        }
    }
}
