/// A column while its pages are decoded.
struct LeafSink {
    var definitionLevels: [UInt8] = []
    var repetitionLevels: [UInt8] = []
    var values: ValueSink
    /// Where it is there, values are numbered and their numbers kept instead of them.
    var union: DictionaryUnion?
    /// The numbers of the values that are there.
    var numbers: [UInt32] = []
    /// Whether levels are left out as long as every value is there.
    var impliesLevels = false
    /// How many levels are left out so far.
    private var impliedCount = 0

    init(_ type: PhysicalType) { values = ValueSink(type) }

    var column: LeafColumn {
        LeafColumn(
            definitionLevels: definitionLevels, repetitionLevels: repetitionLevels,
            values: values.values)
    }

    /// Sets memory aside for a chunk, as far as its size in the file makes its claims credible.
    mutating func reserve(
        _ chunk: ColumnChunkMetadata, _ leaf: SchemaLeaf, _ limits: ReaderLimits
    ) {
        guard union == nil, definitionLevels.isEmpty, impliedCount == 0, values.count == 0 else {
            return
        }
        let bytesMax = min(limits.columnBytesMax, chunk.compressedBytes * 64)
        let entries = min(chunk.valueCount, bytesMax)
        if leaf.definitionLevelMax > 0 { definitionLevels.reserveCapacity(entries) }
        if leaf.repetitionLevelMax > 0 { repetitionLevels.reserveCapacity(entries) }
        // Of how many entries have a value, the statistics tell.
        let present = max(0, chunk.valueCount - (chunk.statistics?.nullCount ?? 0))
        values.reserve(
            count: min(present, bytesMax / values.valueBytes),
            byteCount: min(chunk.unencodedBytes ?? 0, bytesMax))
    }

    /// How many bytes it takes in memory.
    var byteCount: Int {
        definitionLevels.count + repetitionLevels.count + values.byteCount + numbers.count * 4
    }

    /// Appends the greatest level, or leaves it out where it may.
    mutating func appendLevels(repeating level: UInt8, count: Int) {
        if impliesLevels {
            impliedCount += count
        } else {
            definitionLevels.append(contentsOf: repeatElement(level, count: count))
        }
    }

    /// Writes the levels down that were left out, and leaves out no more.
    mutating func spellOutLevels(_ level: UInt8) {
        guard impliesLevels else { return }
        impliesLevels = false
        definitionLevels = Array(repeating: level, count: impliedCount)
    }

    /// Appends some rows of another sink of the same leaf, which begins at a row.
    mutating func append(_ other: LeafSink, rows: Range<Int>, _ leaf: SchemaLeaf) {
        var entries = rows
        if leaf.repetitionLevelMax > 0 {
            entries = Self.entries(other.repetitionLevels, rows)
            repetitionLevels.append(contentsOf: other.repetitionLevels[entries])
        }
        var range = entries
        if leaf.definitionLevelMax > 0 {
            let before = Levels.count(
                other.definitionLevels, 0..<entries.lowerBound, equal: leaf.definitionLevelMax)
            let inside = Levels.count(
                other.definitionLevels, entries, equal: leaf.definitionLevelMax)
            range = before..<before + inside
            definitionLevels.append(contentsOf: other.definitionLevels[entries])
        }
        values.append(other.values, range)
    }

    private static func entries(_ repetitionLevels: [UInt8], _ rows: Range<Int>) -> Range<Int> {
        var row = -1
        var start = repetitionLevels.count
        for (entry, level) in repetitionLevels.enumerated() where level == 0 {
            row += 1
            if row == rows.lowerBound { start = entry }
            if row == rows.upperBound { return start..<entry }
        }
        return start..<repetitionLevels.count
    }
}
