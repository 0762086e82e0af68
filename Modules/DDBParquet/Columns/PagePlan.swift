/// One page of a chunk: which entries, values and rows it holds.
struct PageSlice: Equatable {
    var entries: Range<Int>
    var values: Range<Int>
    var rows: Range<Int>
}

/// Cuts a column into pages, always between rows.
///
/// Readers take so many rows of a column at once, mostly 1024, 2048 or 4096, from the beginning of
/// its row group on. Where such a batch has rows of two pages, DuckDB gives up the dictionary for
/// it, so long pages are a multiple of 2048 rows: DuckDB's `count(DISTINCT)` over a dictionary of
/// 20,000 texts took 0.8 of the CPU that it took with pages of 20,000 rows.
enum PagePlan {
    private static let batchRows = 2048

    /// Cuts a column that fits its leaf.
    ///
    /// - Parameter valueBytes: About how many bytes a value takes in a page.
    static func make(
        _ column: LeafColumn, _ leaf: SchemaLeaf, rowCount: Int, valueBytes: Double,
        _ settings: WriterSettings
    ) -> [PageSlice] {
        guard rowCount > 0 else { return [] }
        let unit = unit(settings.pageRowsMax)
        let rowsMax = settings.pageRowsMax / unit * unit
        let valuesMax = Int(max(1, (Double(settings.pageBytesMax) / max(valueBytes, 0.01))))
        return leaf.repetitionLevelMax == 0
            ? flat(column, leaf, rowCount, min(settings.pageRowsMax, valuesMax))
            : nested(column, leaf, rowCount, rowsMax, valuesMax)
    }

    /// Of how many rows a page of at most so many is a multiple.
    private static func unit(_ rowsMax: Int) -> Int {
        rowsMax >= batchRows ? batchRows : 1
    }

    private static func flat(
        _ column: LeafColumn, _ leaf: SchemaLeaf, _ rowCount: Int, _ rowsMax: Int
    ) -> [PageSlice] {
        var pages: [PageSlice] = []
        var value = 0
        // Pages of about the same size, not full ones and a small rest.
        let pageCount = (rowCount + rowsMax - 1) / rowsMax
        let evenRows = (rowCount + pageCount - 1) / pageCount
        let unit = unit(rowsMax)
        let rowsPerPage = min((evenRows + unit - 1) / unit * unit, rowsMax / unit * unit)
        for start in stride(from: 0, to: rowCount, by: rowsPerPage) {
            let rows = start..<min(start + rowsPerPage, rowCount)
            let present =
                column.definitionLevels.isEmpty
                ? rows.count
                : Levels.count(column.definitionLevels, rows, equal: leaf.definitionLevelMax)
            pages.append(PageSlice(entries: rows, values: value..<value + present, rows: rows))
            value += present
        }
        return pages
    }

    private static func nested(
        _ column: LeafColumn, _ leaf: SchemaLeaf, _ rowCount: Int, _ rowsMax: Int, _ valuesMax: Int
    ) -> [PageSlice] {
        var pages: [PageSlice] = []
        var start = (entry: 0, value: 0, row: 0)
        var value = 0
        var row = 0
        let greatest = leaf.definitionLevelMax
        let entriesMax = valuesMax < Int.max / 4 ? valuesMax * 4 : Int.max
        unsafe column.repetitionLevels.withUnsafeBufferPointer { repetitions in
            unsafe column.definitionLevels.withUnsafeBufferPointer { definitions in
                for entry in repetitions.indices {
                    if unsafe repetitions[entry] == 0 {
                        let isFull =
                            row &- start.row >= rowsMax || value &- start.value >= valuesMax
                            || entry &- start.entry >= entriesMax
                        if isFull {
                            pages.append(
                                PageSlice(
                                    entries: start.entry..<entry, values: start.value..<value,
                                    rows: start.row..<row))
                            start = (entry, value, row)
                        }
                        row &+= 1
                    }
                    unsafe value &+= definitions[entry] == greatest ? 1 : 0
                }
            }
        }
        pages.append(
            PageSlice(
                entries: start.entry..<column.repetitionLevels.count,
                values: start.value..<value, rows: start.row..<row))
        return pages
    }
}
