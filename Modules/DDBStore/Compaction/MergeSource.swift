import DDBDeltaLog
import DDBParquet
import DDBStorage

/// A part that a merge reads, and which of its rows it leaves out.
struct MergeSource: Sendable {
    /// The file's name in the table's folder.
    var name: String
    var blob: any BlobReader
    /// The rows that are left out.
    var masked: RowSet
}

/// A source with its footer read.
struct OpenSource {
    let name: String
    let parquet: ParquetReader
    let alignments: [LeafAlignment]
    let masked: RowSet

    /// - Throws: `ParquetError`, ``StoreError/Code/damaged``; blocks the calling thread.
    init(_ source: MergeSource, layout: TableLayout) throws {
        name = source.name
        masked = source.masked
        parquet = try BlobSource.naming { try ParquetReader(source: BlobSource(source.blob)) }
        alignments = try LeafAlignment.make(layout.parquetFields, of: parquet.schema)
        guard parquet.rowCount <= IndexedPart.rowCountMax else {
            throw StoreError(
                .tooLarge, "The part '\(name)' has \(parquet.rowCount) rows, too many to compact.")
        }
        guard masked.last ?? -1 < parquet.rowCount else {
            throw StoreError(
                .damaged,
                "More rows of the part '\(name)' are deleted than it has; run "
                    + "`ddbkit store verify`.")
        }
    }

    /// About how many bytes the values of a leaf take once they are decoded.
    func decodedByteCount(of leaf: Int) -> Int {
        guard let place = alignments[leaf].place else { return 0 }
        let levels =
            (parquet.schema.leaves[place].definitionLevelMax > 0 ? 1 : 0)
            + (parquet.schema.leaves[place].repetitionLevelMax > 0 ? 1 : 0)
        return parquet.rowGroups.reduce(0) { total, group in
            let chunk = group.columns[place]
            let values: Int =
                switch parquet.schema.leaves[place].physicalType {
                case .boolean: chunk.valueCount
                case .int32, .float: chunk.valueCount * 4
                case .int64, .double: chunk.valueCount * 8
                case .int96: chunk.valueCount * 12
                case .fixed(let width): chunk.valueCount * width
                case .byteArray:
                    max(chunk.unencodedBytes ?? 0, chunk.uncompressedBytes) + chunk.valueCount * 4
                }
            return total + values + chunk.valueCount * levels
        }
    }

    /// What numbering the values of a leaf takes: how many there are about, how many of them are in
    /// dictionary form, and the bytes.
    func numberedValues(
        of leaf: Int
    ) -> (valueCount: Int, numberedCount: Int, byteCount: Int) {
        guard let place = alignments[leaf].place else { return (0, 0, 0) }
        let own = parquet.schema.leaves[place]
        let levels =
            (own.definitionLevelMax > 0 ? 1 : 0) + (own.repetitionLevelMax > 0 ? 1 : 0)
        var isSame = false
        if case .same = alignments[leaf] { isSame = true }
        var sums = (valueCount: 0, numberedCount: 0, byteCount: 0)
        for group in parquet.rowGroups {
            let chunk = group.columns[place]
            let values = max(0, chunk.valueCount - (chunk.statistics?.nullCount ?? 0))
            sums.valueCount += values
            if isSame, chunk.hasDictionary { sums.numberedCount += values }
            sums.byteCount += chunk.valueCount * (4 + levels)
            // The dictionary, of which the union may hold as much again.
            sums.byteCount += 2 * min(Self.dictionaryBytes, chunk.uncompressedBytes)
        }
        return sums
    }

    /// The most bytes of a dictionary of ours.
    private static let dictionaryBytes = 1 << 20

    /// The rows of each row group that stay, counted from its start, as rising ranges.
    func slices(source: Int, firstEntry: inout Int) throws -> [MergeSlice] {
        try parquet.plan(leaves: []).map { slice in
            let rows = slice.firstRow..<slice.firstRow + slice.rowCount
            let made = MergeSlice(
                source: source, firstRow: slice.firstRow, rowCount: slice.rowCount,
                runs: Self.kept(rows, masked), firstEntry: firstEntry)
            firstEntry += made.rowCount
            return made
        }
    }

    private static func kept(_ rows: Range<Int>, _ masked: RowSet) -> [Range<Int>] {
        guard masked.count(in: rows) > 0 else { return [0..<rows.count] }
        var gone = [UInt8](repeating: 0, count: rows.count)
        var span = gone.mutableSpan
        masked.fill(&span, from: rows.lowerBound)
        var runs: [Range<Int>] = []
        var start = 0
        for index in gone.indices where gone[index] != 0 {
            if start < index { runs.append(start..<index) }
            start = index + 1
        }
        if start < gone.count { runs.append(start..<gone.count) }
        return runs
    }
}

/// A row group of a source, and which of its rows are merged.
///
/// Rows are numbered over all slices, those too that are left out: their entries.
struct MergeSlice: Sendable {
    /// The place of the part among the sources.
    let source: Int
    /// The row of the part with which it begins.
    let firstRow: Int
    let rowCount: Int
    /// The rows that stay, counted from the start of the slice.
    let runs: [Range<Int>]
    /// The entry of the first row.
    let firstEntry: Int
    /// How many rows stay.
    let keptCount: Int

    init(source: Int, firstRow: Int, rowCount: Int, runs: [Range<Int>], firstEntry: Int) {
        self.source = source
        self.firstRow = firstRow
        self.rowCount = rowCount
        self.runs = runs
        self.firstEntry = firstEntry
        keptCount = runs.reduce(0) { $0 + $1.count }
    }

    /// The entries that stay, as rising ranges.
    var keptEntries: [Range<Int>] {
        runs.map { $0.lowerBound + firstEntry..<$0.upperBound + firstEntry }
    }
}
