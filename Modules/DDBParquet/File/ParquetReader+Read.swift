extension ParquetReader {
    /// Reads whole row groups, all leaves or some.
    ///
    /// - Parameter leaves: The leaves by their places, in the order wanted; nil for all.
    /// - Returns: A slice per row group that has rows.
    /// - Throws: `mismatch` for a leaf that is not there.
    public func plan(leaves: [Int]? = nil) throws(ParquetError) -> [ReadSlice] {
        let chosen = try checked(leaves)
        var slices: [ReadSlice] = []
        var firstRow = 0
        for (index, group) in rowGroups.enumerated() {
            if group.rowCount > 0 {
                slices.append(
                    ReadSlice(
                        rowGroup: index, leaves: chosen, rowRanges: [0..<group.rowCount],
                        firstRow: firstRow))
            }
            firstRow += group.rowCount
        }
        return slices
    }

    func checked(_ leaves: [Int]?) throws(ParquetError) -> [Int] {
        let chosen = leaves ?? Array(schema.leaves.indices)
        guard chosen.allSatisfy(schema.leaves.indices.contains) else {
            throw ParquetError(.mismatch, "The projection names a leaf that the file has not.")
        }
        return chosen
    }

    /// Reads and decodes the columns of a slice.
    ///
    /// - Returns: A column per leaf of the slice, in its order.
    /// - Throws: `malformed`, `checksum`, `unsupported`, `limitExceeded`, `source`; `mismatch` for
    ///   a slice of another file.
    public func read(_ slice: ReadSlice) throws(ParquetError) -> [LeafColumn] {
        guard rowGroups.indices.contains(slice.rowGroup),
            slice.rowRanges.last?.upperBound ?? 0 <= rowGroups[slice.rowGroup].rowCount
        else { throw ParquetError(.mismatch, "The slice is not one of this file.") }
        var columns: [LeafColumn] = []
        for leaf in try checked(slice.leaves) {
            columns.append(try read(schema.leaves[leaf], slice))
        }
        return columns
    }

    private func read(
        _ leaf: SchemaLeaf, _ slice: ReadSlice
    ) throws(ParquetError) -> LeafColumn {
        let group = rowGroups[slice.rowGroup]
        let chunk = group.columns[leaf.index]
        if slice.rowRanges == [0..<group.rowCount] {
            return try readWhole(leaf, chunk, rowCount: group.rowCount).column
        }
        guard let index = try offsetIndex(chunk, leaf, rowCount: group.rowCount) else {
            let whole = try readWhole(leaf, chunk, rowCount: group.rowCount)
            var sink = LeafSink(leaf.physicalType)
            for rows in slice.rowRanges { sink.append(whole, rows: rows, leaf) }
            return sink.column
        }
        return try readPages(leaf, chunk, index, slice.rowRanges, rowCount: group.rowCount)
    }

    private func readWhole(
        _ leaf: SchemaLeaf, _ chunk: ColumnChunkMetadata, rowCount: Int
    ) throws(ParquetError) -> LeafSink {
        var sink = LeafSink(leaf.physicalType)
        sink.reserve(chunk, leaf, limits)
        try readWhole(leaf, chunk, rowCount: rowCount, into: &sink)
        return sink
    }

    /// Appends a whole chunk to what a sink has.
    func readWhole(
        _ leaf: SchemaLeaf, _ chunk: ColumnChunkMetadata, rowCount: Int, into sink: inout LeafSink
    ) throws(ParquetError) {
        var decoder = try PageDecoder(leaf, chunk, limits)
        let first = sink.repetitionLevels.count
        let bytes = try Self.read(source, chunk.startOffset, chunk.compressedBytes)
        var offset = 0
        var entries = 0
        while entries < chunk.valueCount, offset < bytes.count {
            entries += try unsafe decoder.decode(
                bytes.span.bytes, at: &offset, entriesMax: chunk.valueCount - entries, into: &sink)
        }
        guard entries == chunk.valueCount else {
            throw DecodeFault.truncated.error("Column \(leaf.name)")
        }
        try checkRows(sink, leaf, from: first, entries: entries, rowCount: rowCount)
    }

    /// Checks that the entries from one on are those of so many rows.
    private func checkRows(
        _ sink: LeafSink, _ leaf: SchemaLeaf, from first: Int = 0, entries: Int, rowCount: Int
    ) throws(ParquetError) {
        let rows =
            leaf.repetitionLevelMax == 0
            ? entries
            : Levels.count(
                sink.repetitionLevels, first..<sink.repetitionLevels.count, equal: 0)
        guard rows == rowCount, sink.repetitionLevels.dropFirst(first).first ?? 0 == 0 else {
            throw ParquetError(
                .malformed,
                "Column \(leaf.name) has \(rows) rows where \(rowCount) are due; fetch it again.")
        }
    }

    /// Reads the pages that hold the wanted rows, and keeps those rows.
    private func readPages(
        _ leaf: SchemaLeaf, _ chunk: ColumnChunkMetadata, _ index: OffsetIndex,
        _ rowRanges: [Range<Int>], rowCount: Int
    ) throws(ParquetError) -> LeafColumn {
        var decoder = try PageDecoder(leaf, chunk, limits)
        var sink = LeafSink(leaf.physicalType)
        if let first = index.locations.first, chunk.startOffset < first.offset {
            // The dictionary lies before the first data page.
            let bytes = try Self.read(source, chunk.startOffset, first.offset - chunk.startOffset)
            var offset = 0
            while offset < bytes.count {
                _ = try unsafe decoder.decode(
                    bytes.span.bytes, at: &offset, entriesMax: 0, into: &sink)
            }
        }
        for run in index.runs(rowRanges, rowCount: rowCount) {
            let bytes = try Self.read(source, run.bytes.lowerBound, run.bytes.count)
            for page in run.pages {
                var content = LeafSink(leaf.physicalType)
                var offset = page.offset - run.bytes.lowerBound
                let entries = try unsafe decoder.decode(
                    bytes.span.bytes, at: &offset, entriesMax: chunk.valueCount, into: &content)
                try checkRows(content, leaf, entries: entries, rowCount: page.rows.count)
                for range in rowRanges where range.overlaps(page.rows) {
                    let part = range.clamped(to: page.rows)
                    let start = part.lowerBound - page.rows.lowerBound
                    sink.append(content, rows: start..<start + part.count, leaf)
                }
                guard sink.byteCount <= limits.columnBytesMax else {
                    throw DecodeFault.tooLarge.error("Column \(leaf.name)")
                }
            }
        }
        return sink.column
    }

    /// The offset index of a chunk, checked against the file and the rows; nil where there is none.
    func offsetIndex(
        _ chunk: ColumnChunkMetadata, _ leaf: SchemaLeaf, rowCount: Int
    ) throws(ParquetError) -> OffsetIndex? {
        guard let range = chunk.offsetIndex else { return nil }
        guard range.count <= limits.indexBytesMax else {
            throw DecodeFault.tooLarge.error("The offset index of column \(leaf.name)")
        }
        let bytes = try Self.read(source, range.lowerBound, range.count)
        do throws(DecodeFault) {
            var reader = unsafe ThriftReader(bytes.span.bytes)
            let index = try OffsetIndex(&reader)
            guard index.locations.first?.firstRow == 0 else { throw .malformed }
            var previous = -1
            for location in index.locations {
                let (end, overflow) = location.offset.addingReportingOverflow(
                    location.compressedBytes)
                guard location.firstRow >= previous, location.firstRow <= rowCount, !overflow,
                    end <= source.byteCount, location.offset >= chunk.startOffset
                else { throw .malformed }
                previous = location.firstRow
            }
            return index
        } catch {
            throw error.error("The offset index of column \(leaf.name)")
        }
    }
}
