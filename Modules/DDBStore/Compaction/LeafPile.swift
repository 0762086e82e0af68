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
    private var valueStarts: [UInt32] = []

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
            for run in runs { try values.append(column.values, run) }
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
        let starts = Self.entryStarts(repetitions)
        guard starts.count == rowCount + 1 else { throw ItemAssembler.torn }
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
        for range in entries {
            value += Levels.count(
                levels, entry..<range.lowerBound, equal: leaf.definitionLevelMax)
            let count = Levels.count(levels, range, equal: leaf.definitionLevelMax)
            try values.append(source, value..<value + count)
            value += count
            entry = range.upperBound
            if definitionLevels.isEmpty, range == levels.indices {
                definitionLevels = levels
            } else {
                definitionLevels.append(contentsOf: levels[range])
            }
        }
    }

    /// Where the rows begin, once all of them are there.
    package mutating func finish() {
        guard !isDense else { return }
        if leaf.repetitionLevelMax > 0 { entryStarts = Self.entryStarts(repetitionLevels) }
        valueStarts = Self.valueStarts(
            definitionLevels, present: leaf.definitionLevelMax, rowStarts: entryStarts)
    }

    /// The entries with which rows begin, and at the end how many there are.
    private static func entryStarts(_ repetitionLevels: [UInt8]) -> [UInt32] {
        let rows = Levels.count(repetitionLevels, repetitionLevels.indices, equal: 0)
        return unsafe [UInt32](unsafeUninitializedCapacity: rows + 2) { starts, filled in
            unsafe repetitionLevels.withUnsafeBufferPointer { levels in
                var row = 0
                for entry in 0..<levels.count {
                    // Entries that begin no row are overwritten.
                    unsafe starts.initializeElement(
                        at: row, to: UInt32(truncatingIfNeeded: entry))
                    row &+= unsafe levels[entry] == 0 ? 1 : 0
                }
                unsafe starts.initializeElement(
                    at: rows, to: UInt32(truncatingIfNeeded: levels.count))
            }
            filled = rows + 1
        }
    }

    /// The first value of each row, and at the end how many values there are.
    ///
    /// - Parameter rowStarts: The first entry of each row; empty where rows are entries.
    private static func valueStarts(
        _ levels: [UInt8], present: UInt8, rowStarts: [UInt32]
    ) -> [UInt32] {
        let rowCount = rowStarts.isEmpty ? levels.count : rowStarts.count - 1
        return unsafe [UInt32](unsafeUninitializedCapacity: rowCount + 1) { starts, filled in
            unsafe levels.withUnsafeBufferPointer { levels in
                var value: UInt32 = 0
                var entry = 0
                for row in 0..<rowCount {
                    unsafe starts.initializeElement(at: row, to: value)
                    let end = rowStarts.isEmpty ? row &+ 1 : Int(rowStarts[row &+ 1])
                    while entry < end {
                        value &+= unsafe levels[entry] == present ? 1 : 0
                        entry &+= 1
                    }
                }
                unsafe starts.initializeElement(at: rowCount, to: value)
            }
            filled = rowCount + 1
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
            let entries = unsafe entryPlaces(places)
            (definitions, repetitions) = unsafe entries.withUnsafeBufferPointer { entries in
                unsafe (
                    ValuePile.gather(definitionLevels, entries),
                    ValuePile.gather(repetitionLevels, entries)
                )
            }
            found = unsafe spread(places, valueStarts)
        }
        var failure: StoreError?
        let picked: LeafValues? = unsafe found.withUnsafeBufferPointer { found in
            do throws(StoreError) {
                return try unsafe values.gathered(found)
            } catch {
                failure = error
                return nil
            }
        }
        guard let picked else { throw failure ?? ItemAssembler.torn }
        return LeafColumn(
            definitionLevels: definitions, repetitionLevels: repetitions, values: picked)
    }

    @unsafe
    private func entryPlaces(_ rows: UnsafeBufferPointer<UInt32>) -> [UInt32] {
        unsafe spread(rows, entryStarts)
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

    /// All places from where each row starts to where the next one does.
    @unsafe
    private func spread(
        _ rows: UnsafeBufferPointer<UInt32>, _ starts: [UInt32]
    ) -> [UInt32] {
        unsafe starts.withUnsafeBufferPointer { starts in
            var total = 0
            for index in 0..<rows.count {
                let row = Int(unsafe rows[index])
                total &+= Int(unsafe starts[row &+ 1] &- starts[row])
            }
            return unsafe [UInt32](unsafeUninitializedCapacity: total) { target, filled in
                var count = 0
                for index in 0..<rows.count {
                    let row = Int(unsafe rows[index])
                    let end = unsafe starts[row &+ 1]
                    var place = unsafe starts[row]
                    while place < end {
                        unsafe target.initializeElement(at: count, to: place)
                        place &+= 1
                        count &+= 1
                    }
                }
                filled = count
            }
        }
    }
}
