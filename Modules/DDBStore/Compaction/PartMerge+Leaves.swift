import DDBParquet
import DDBSchema

extension PartMerge {
    /// Encodes all columns: chunks by row group and leaf, and what each row group has in `_rest`.
    func encodedChunks(
        _ order: [UInt32], _ groups: [Range<Int>], _ options: WriterSettings,
        _ shouldStop: () -> Bool
    ) throws -> (chunks: [[EncodedChunk]], counts: [RestCounts]) {
        var encoder = try ChunkEncoder(schema: schema, settings: options)
        var chunks = [[EncodedChunk]](repeating: [], count: groups.count)
        var counts = [RestCounts](repeating: RestCounts(), count: groups.count)
        let restLeaf = layout.systemColumns.firstIndex(of: .rest).map {
            leaves.count - layout.systemColumns.count + $0
        }
        var recount = RestRecount(layout)
        let all = MergeSelection(all: slices, order: order)
        for leaf in leaves.indices {
            for window in windows(of: leaf, groups.count) {
                try Self.checkStop(shouldStop)
                let stretch =
                    groups[window.lowerBound].lowerBound..<groups[window.upperBound - 1].upperBound
                let selection =
                    window.count == groups.count
                    ? all : MergeSelection(slices, order: order, stretch: stretch)
                let pile = try pile(leaf, selection)
                for group in window {
                    let rows =
                        groups[group].lowerBound - stretch.lowerBound..<groups[group].upperBound
                        - stretch.lowerBound
                    let column = try pile.gathered(selection.places[rows])
                    if leaf == restLeaf { counts[group] = try recount.counts(of: column.values) }
                    chunks[group].append(
                        try encoder.encode(column, leaf: leaf, rowCount: rows.count))
                }
            }
        }
        return (chunks, counts)
    }

    /// The row groups for which a leaf is read at a time.
    private func windows(of leaf: Int, _ groupCount: Int) -> [Range<Int>] {
        let bytes = decodedByteCount(of: leaf)
        let wanted = (bytes + settings.windowBytesMax - 1) / max(1, settings.windowBytesMax)
        let count = min(groupCount, max(1, wanted))
        return (0..<count).map { groupCount * $0 / count..<groupCount * ($0 + 1) / count }
    }

    /// Reads the rows of a leaf that are wanted, in the order of the sources.
    func pile(_ leaf: Int, _ selection: MergeSelection) throws -> LeafPile {
        var pile = LeafPile(leaves[leaf])
        var index = 0
        for (number, source) in sources.enumerated() {
            let alignment = source.alignments[leaf]
            let reads = try source.parquet.plan(leaves: alignment.place.map { [$0] } ?? [])
            for read in reads {
                let slice = slices[index]
                precondition(
                    slice.source == number && slice.firstRow == read.firstRow,
                    "slices are in the order of the row groups")
                let runs = selection.runs[index]
                index += 1
                guard let first = runs.first?.lowerBound, let end = runs.last?.upperBound else {
                    continue
                }
                // A few pages at the ends are not worth the reading of their index.
                let isPart = (end - first) * 4 <= slice.rowCount * 3
                let rows = isPart ? first..<end : 0..<slice.rowCount
                let column = try BlobSource.naming {
                    try source.parquet.read(read.limited(to: rows)).first
                }
                let aligned = try alignment.aligned(
                    column, to: leaves[leaf], rowCount: rows.count)
                try pile.append(
                    aligned, rowCount: rows.count,
                    runs: rows.lowerBound == 0
                        ? runs
                        : runs.map {
                            $0.lowerBound - rows.lowerBound..<$0.upperBound - rows.lowerBound
                        })
            }
        }
        pile.finish()
        return pile
    }
}
