import DDBParquet

extension PartMerge {
    func decodedByteCount(of leaf: Int) -> Int {
        sources.reduce(0) { $0 + $1.decodedByteCount(of: leaf) }
    }

    /// About how many bytes a leaf takes where values are numbered; nil where that does not pay:
    /// unless most chunks are in dictionary form, their values would have to be hashed.
    func numberedByteCount(of leaf: Int) -> Int? {
        guard leaves[leaf].physicalType != .boolean,
            leaves[leaf].definitionLevelMax <= NumberedPile.levelMax
        else { return nil }
        var bytes = 0
        var counts = (all: 0, numbered: 0)
        for source in sources {
            let counted = source.numberedValues(of: leaf)
            bytes += counted.byteCount
            counts.all += counted.valueCount
            counts.numbered += counted.numberedCount
        }
        return counts.numbered * 4 >= counts.all * 3 && counts.numbered > 0 ? bytes : nil
    }

    /// The merged rows of each row group: of about as many rows each.
    var rowGroups: [Range<Int>] {
        let physical = max(1, sources.reduce(0) { $0 + $1.parquet.rowCount })
        let bytes = leaves.indices.reduce(0) { $0 + decodedByteCount(of: $1) }
        let rowBytes = max(1, bytes / physical)
        let rowsMax = max(
            1, min(settings.parts.rowGroupRowsMax, settings.parts.rowGroupBytesMax / rowBytes))
        let count = (keptCount + rowsMax - 1) / rowsMax
        return (0..<count).map { keptCount * $0 / count..<keptCount * ($0 + 1) / count }
    }

    /// The row group behind the last one of each part.
    ///
    /// Parts are of about one size, none of them a quarter above the target unless a single row
    /// group is.
    func partEnds(_ chunks: [[EncodedChunk]]) -> [Int] {
        let sizes = chunks.map { $0.reduce(0) { $0 + $1.byteCount } }
        let total = sizes.reduce(0, +)
        let target = max(1, settings.parts.partBytesTarget)
        let count = max(1, (total * 4 + target * 5 - 1) / (target * 5))
        var ends: [Int] = []
        var sum = 0
        for (group, size) in sizes.enumerated() {
            // A row group goes where its middle lies.
            let due = total * (ends.count + 1) / count
            if sum > 0, sum + size / 2 >= due, ends.last ?? 0 < group { ends.append(group) }
            sum += size
        }
        return ends + [sizes.count]
    }

    func writerSettings(sortedBy keys: [Int]) -> WriterSettings {
        var options = WriterSettings()
        options.zstdLevel = settings.parts.compressionLevel
        options.bloomFilterLeaves = layout.keyLeaves
        options.bloomFilterFalsePositiveRate = 0.03
        options.sortingColumns = keys.map { SortingColumn(leafIndex: $0) }
        return options
    }
}
