/// The rows of one leaf from many chunks, one behind the other.
///
/// Pages are decoded to where they stay. A stack of numbers keeps, instead of the values, the
/// place of each among the distinct ones: what chunks in dictionary form are made of, so that
/// nobody copies, hashes or compares a value a row.
package struct LeafStack {
    package let leaf: SchemaLeaf
    /// How many rows there are.
    package private(set) var rowCount = 0
    private var sink: LeafSink

    /// Creates an empty stack.
    ///
    /// - Parameter isNumbered: Whether it keeps places; only of leaves that are no booleans.
    package init(_ leaf: SchemaLeaf, isNumbered: Bool) {
        self.leaf = leaf
        sink = LeafSink(leaf.physicalType)
        sink.impliesLevels = leaf.repetitionLevelMax == 0 && leaf.definitionLevelMax > 0
        if isNumbered { sink.union = DictionaryUnion(leaf.physicalType) }
    }

    /// Whether it keeps places.
    package var isNumbered: Bool { sink.union != nil }

    /// A level an entry; empty where the leaf lies in no list and every value is there.
    package var definitionLevels: [UInt8] { sink.definitionLevels }
    /// A level an entry; empty where the leaf lies in no list.
    package var repetitionLevels: [UInt8] { sink.repetitionLevels }
    /// The values that are there; none where places are kept.
    package var values: LeafValues { sink.values.values }
    /// The place of each value that is there among the distinct ones; empty where values are kept.
    package var numbers: [UInt32] { sink.numbers }

    /// The distinct values of a stack that keeps places.
    ///
    /// - Throws: `limitExceeded` above 4 GiB.
    package mutating func entries() throws(ParquetError) -> LeafValues {
        do throws(DecodeFault) {
            guard let entries = try sink.union?.entries() else { return values }
            return entries
        } catch {
            throw error.error("Column \(leaf.name)")
        }
    }

    /// Appends a column of the leaf.
    ///
    /// - Throws: `mismatch` where it is none of the leaf and so many rows, `limitExceeded`.
    package mutating func append(
        _ column: LeafColumn, rowCount: Int
    ) throws(ParquetError) {
        try column.check(leaf, rowCount: rowCount)
        do throws(DecodeFault) {
            try sink.append(column, leaf, rowCount: rowCount)
        } catch {
            throw error.error("Column \(leaf.name)")
        }
        self.rowCount += rowCount
    }

    /// Lets a reader append the rows of a chunk.
    mutating func append(
        rowCount: Int, _ body: (inout LeafSink) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        try body(&sink)
        self.rowCount += rowCount
    }
}

extension LeafSink {
    /// Appends a column that fits the leaf.
    fileprivate mutating func append(
        _ column: LeafColumn, _ leaf: SchemaLeaf, rowCount: Int
    ) throws(DecodeFault) {
        if leaf.repetitionLevelMax > 0 {
            repetitionLevels.append(contentsOf: column.repetitionLevels)
            definitionLevels.append(contentsOf: column.definitionLevels)
        } else if leaf.definitionLevelMax > 0 {
            if column.values.count == rowCount {
                appendLevels(repeating: leaf.definitionLevelMax, count: rowCount)
            } else {
                spellOutLevels(leaf.definitionLevelMax)
                definitionLevels.append(contentsOf: column.definitionLevels)
            }
        }
        if union != nil {
            let added = try union?.add(column.values) ?? []
            numbers.append(contentsOf: added)
        } else {
            guard let more = ValueSink(values.type, column.values) else { throw .malformed }
            values.append(more, 0..<more.count)
        }
    }
}

extension ParquetReader {
    /// Reads a leaf of a whole row group onto a stack.
    ///
    /// - Parameter leaf: The leaf's place in this file; it has the type and the levels of the
    ///   stack's.
    /// - Throws: As ``read(_:)``; what the stack has then is of no use.
    package func append(
        leaf place: Int, rowGroup: Int, to stack: inout LeafStack
    ) throws(ParquetError) {
        let leaf = schema.leaves[place]
        guard leaf.physicalType == stack.leaf.physicalType,
            leaf.definitionLevelMax == stack.leaf.definitionLevelMax,
            leaf.repetitionLevelMax == stack.leaf.repetitionLevelMax
        else { throw ParquetError(.mismatch, "Column \(leaf.name) is of another form.") }
        let group = rowGroups[rowGroup]
        try stack.append(rowCount: group.rowCount) { sink throws(ParquetError) in
            try readWhole(leaf, group.columns[place], rowCount: group.rowCount, into: &sink)
        }
    }
}

extension ColumnChunkMetadata {
    /// Whether its pages are places in a dictionary, as far as the footer says.
    package var hasDictionary: Bool {
        dictionaryPageOffset != nil
            && (encodings.contains(Encoding.rleDictionary.rawValue)
                || encodings.contains(Encoding.plainDictionary.rawValue))
    }
}
