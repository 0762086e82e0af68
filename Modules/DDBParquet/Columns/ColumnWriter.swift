import DDBCompression

/// What a written chunk leaves for the footer and the indexes.
struct WrittenChunk {
    var metadata = ColumnChunkMetadata()
    var offsetIndex = OffsetIndex()
    var columnIndex: ColumnIndex?
    var bloomFilter: BloomFilter?
    /// The bounds before they are cut.
    var bounds: ValueBounds?
}

/// Writes column chunks one after the other; keeps its buffers from chunk to chunk.
struct ColumnWriter: ~Copyable, Sendable {
    private let settings: WriterSettings
    private var compressor: PageCompressor
    private var page: ByteBuffer
    private var compressed: ByteBuffer
    /// The memory of the indices of the last dictionary.
    private var recycledIndices: [UInt32] = []

    init(_ settings: WriterSettings) throws(ParquetError) {
        let compressor = try PageCompressor(codec: settings.codec, zstdLevel: settings.zstdLevel)
        self.settings = settings
        self.compressor = compressor
        page = ByteBuffer(capacity: 1 << 16)
        compressed = ByteBuffer(capacity: 1 << 16)
    }

    /// Appends the pages of a column that fits its leaf.
    ///
    /// - Parameter fileOffset: Where in the file `output` begins.
    mutating func write(
        _ column: LeafColumn, _ leaf: SchemaLeaf, rowCount: Int, fileOffset: Int,
        to output: inout ByteBuffer
    ) throws(ParquetError) -> WrittenChunk {
        let layout = LayoutChoice.make(
            column.values, settings.encodings[leaf.index] ?? .automatic, settings,
            recycled: &recycledIndices)
        defer {
            if case .dictionary(let indices, _, _) = layout { recycledIndices = indices }
        }
        var unencodedBytes: Int?
        if case .byteArray(let values) = column.values { unencodedBytes = values.bytes.count }
        let content = Content(
            column: column, rowCount: rowCount, layout: layout, unencodedBytes: unencodedBytes)
        return try write(
            content, BoundsFinder(column.values, layout, ValueOrder(leaf)), leaf,
            fileOffset: fileOffset, to: &output)
    }

    /// Appends the pages of a column of places that fits its leaf.
    ///
    /// - Parameters:
    ///   - entries: The values that the places stand for.
    /// - Throws: `mismatch` where a place stands for none.
    mutating func write(
        _ column: NumberedColumn, of entries: LeafValues, _ leaf: SchemaLeaf, rowCount: Int,
        fileOffset: Int, to output: inout ByteBuffer
    ) throws(ParquetError) -> WrittenChunk {
        guard
            let choice = LayoutChoice.make(
                column.numbers, entries, settings.encodings[leaf.index] ?? .automatic, settings,
                recycled: &recycledIndices)
        else {
            throw ParquetError(.mismatch, "Column \(leaf.name): a place stands for no value.")
        }
        var levels = LeafColumn(
            definitionLevels: column.definitionLevels, repetitionLevels: column.repetitionLevels,
            values: entries.gathered([]))
        guard case .dictionary(let indices, let own, _) = choice.layout else {
            levels.values = entries.gathered(column.numbers)
            let content = Content(
                column: levels, rowCount: rowCount, layout: choice.layout,
                unencodedBytes: choice.unencodedBytes)
            return try write(
                content, BoundsFinder(levels.values, choice.layout, ValueOrder(leaf)), leaf,
                fileOffset: fileOffset, to: &output)
        }
        defer { recycledIndices = indices }
        let content = Content(
            column: levels, rowCount: rowCount, layout: choice.layout,
            unencodedBytes: choice.unencodedBytes)
        return try write(
            content, BoundsFinder(indices, own, choice.layout, ValueOrder(leaf)), leaf,
            fileOffset: fileOffset, to: &output)
    }

    /// What is written: levels, and values in a layout.
    private struct Content {
        /// The column, whose values do not count where the layout is a dictionary.
        var column: LeafColumn
        var rowCount: Int
        var layout: ValueLayout
        var unencodedBytes: Int?
    }

    private mutating func write(
        _ content: Content, _ boundsFinder: consuming BoundsFinder, _ leaf: SchemaLeaf,
        fileOffset: Int, to output: inout ByteBuffer
    ) throws(ParquetError) -> WrittenChunk {
        let (column, layout) = (content.column, content.layout)
        let order = ValueOrder(leaf)
        var boundsFinder = boundsFinder
        var chunk = WrittenChunk()
        var state = ChunkState(fileOffset: fileOffset, start: output.count)
        if case .dictionary(_, let entries, _) = layout {
            page.removeAll()
            entries.appendPlain(0..<entries.count, to: &page)
            chunk.metadata.dictionaryPageOffset = fileOffset + output.count
            let kind = PageHeader.Kind.dictionary(
                valueCount: entries.count, encoding: Encoding.plain.rawValue)
            _ = try appendPage(kind, leaf, &state, to: &output)
        }
        chunk.metadata.dataPageOffset = fileOffset + output.count
        let pages = PagePlan.make(
            column, leaf, rowCount: content.rowCount,
            valueBytes: layout.valueBytes(of: column.values), settings)
        for slice in pages {
            appendContent(column, leaf, layout, slice)
            var header = PageHeader.DataHeader()
            header.valueCount = slice.entries.count
            header.encoding = layout.encoding.rawValue
            let location = try appendPage(.data(header), leaf, &state, to: &output)
            chunk.offsetIndex.locations.append(
                .init(
                    offset: location.lowerBound, compressedBytes: location.count,
                    firstRow: slice.rows.lowerBound))
            state.add(slice, bounds: boundsFinder.find(slice.values), order)
        }
        finish(&chunk, content, leaf, state, order, byteCount: output.count)
        return chunk
    }

    /// Fills the page buffer: levels, then values.
    private mutating func appendContent(
        _ column: LeafColumn, _ leaf: SchemaLeaf, _ layout: ValueLayout, _ slice: PageSlice
    ) {
        page.removeAll()
        if leaf.repetitionLevelMax > 0 {
            Levels.appendBlock(
                column.repetitionLevels, slice.entries, greatest: leaf.repetitionLevelMax,
                to: &page)
        }
        if leaf.definitionLevelMax > 0 {
            let isAllPresent = slice.values.count == slice.entries.count
            if isAllPresent {
                Levels.appendBlock(
                    repeating: leaf.definitionLevelMax, count: slice.entries.count, to: &page)
            } else {
                Levels.appendBlock(
                    column.definitionLevels, slice.entries, greatest: leaf.definitionLevelMax,
                    to: &page)
            }
        }
        layout.append(column.values, slice.values, to: &page)
    }

    /// Compresses and appends what the page buffer holds; gives where in the file the page is.
    private mutating func appendPage(
        _ kind: PageHeader.Kind, _ leaf: SchemaLeaf, _ state: inout ChunkState,
        to output: inout ByteBuffer
    ) throws(ParquetError) -> Range<Int> {
        try compressor.compress(page, into: &compressed)
        // The sizes in the file are signed 32-bit numbers, one of them with the header.
        guard max(page.count, compressed.count) <= Int(Int32.max) - 4096 else {
            throw ParquetError(
                .limitExceeded, "Column \(leaf.name): a page is above 2 GiB; write smaller rows.")
        }
        let header = PageHeader(
            kind: kind, uncompressedBytes: page.count, compressedBytes: compressed.count,
            checksum: settings.hasPageChecksums ? FastCRC32.checksum(compressed.bytes) : nil)
        var writer = ThriftWriter()
        header.write(to: &writer)
        let start = state.fileOffset + output.count
        output.append(writer.bytes)
        output.append(compressed.bytes)
        state.uncompressedBytes += writer.bytes.count + page.count
        return start..<state.fileOffset + output.count
    }

    private func finish(
        _ chunk: inout WrittenChunk, _ content: Content, _ leaf: SchemaLeaf,
        _ state: ChunkState, _ order: ValueOrder, byteCount: Int
    ) {
        let layout = content.layout
        chunk.metadata.typeCode = leaf.physicalType.code
        chunk.metadata.path = leaf.path
        chunk.metadata.codec = settings.codec
        chunk.metadata.codecCode = settings.codec.rawValue
        chunk.metadata.valueCount = state.entryCount
        chunk.metadata.uncompressedBytes = state.uncompressedBytes
        chunk.metadata.compressedBytes = byteCount - state.start
        var encodings: [Encoding] = [layout.encoding]
        if case .dictionary = layout { encodings.append(.plain) }
        if leaf.definitionLevelMax > 0, layout.encoding != .rle { encodings.append(.rle) }
        chunk.metadata.encodings = encodings.map(\.rawValue)
        chunk.metadata.unencodedBytes = content.unencodedBytes
        let cutter = BoundCutter(order, leaf, byteCountMax: settings.boundBytesMax)
        var statistics = Statistics()
        statistics.nullCount = state.nullCounts.reduce(0, +)
        if let bounds = state.bounds { cutter.set(bounds, on: &statistics) }
        chunk.metadata.statistics = statistics
        chunk.bounds = state.bounds
        chunk.columnIndex = state.columnIndex(order, cutter)
        if settings.bloomFilterLeaves.contains(leaf.index) {
            chunk.bloomFilter = BloomFilter(content.column.values, layout, settings)
        }
    }
}

extension ValueLayout {
    /// About how many bytes one value takes in a page before compression.
    fileprivate func valueBytes(of values: LeafValues) -> Double {
        switch self {
        case .dictionary(_, _, let bitWidth): max(Double(bitWidth) / 8, 0.125)
        case .plain, .booleanRuns, .deltaIntegers, .deltaLengths:
            Double(values.plainBytes) / Double(max(values.count, 1))
        }
    }
}
