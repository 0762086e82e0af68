extension ParquetReader {
    /// Chooses the rows that a predicate may match, by bounds, bloom filters and page indexes.
    ///
    /// - Parameters:
    ///   - leaves: The leaves to read, by their places; nil for all. The predicate may name others.
    ///   - predicate: The condition.
    /// - Returns: A slice per row group that may have matching rows.
    /// - Throws: `mismatch` where predicate or projection do not fit the schema; `malformed`,
    ///   `limitExceeded` and `source` for the indexes.
    public func plan(
        leaves: [Int]? = nil, where predicate: Predicate
    ) throws(ParquetError) -> [ReadSlice] {
        let bound = try BoundPredicate(predicate, schema)
        var slices: [ReadSlice] = []
        for slice in try plan(leaves: leaves) {
            var pruner = RowGroupPruner(self, slice.rowGroup)
            let rows = try pruner.rows(bound)
            guard !rows.ranges.isEmpty else { continue }
            slices.append(
                ReadSlice(
                    rowGroup: slice.rowGroup, leaves: slice.leaves, rowRanges: rows.ranges,
                    firstRow: slice.firstRow))
        }
        return slices
    }

    /// Reads the bloom filter of a column chunk, or gives nil where it has none.
    ///
    /// - Throws: `malformed`, `limitExceeded`, `source`; `mismatch` for a chunk that is not there.
    public func bloomFilter(rowGroup: Int, leaf: Int) throws(ParquetError) -> BloomFilter? {
        guard rowGroups.indices.contains(rowGroup), schema.leaves.indices.contains(leaf) else {
            throw ParquetError(.mismatch, "The file has no such row group or leaf.")
        }
        let chunk = rowGroups[rowGroup].columns[leaf]
        guard let offset = chunk.bloomFilterOffset, offset > 0 else { return nil }
        let place = "The bloom filter of column \(schema.leaves[leaf].name)"
        guard offset < source.byteCount else { throw DecodeFault.truncated.error(place) }
        // The header is 15 to 30 bytes; files of old writers do not say how long it is.
        let headerBytes = min(64, source.byteCount - offset)
        let head = try Self.read(source, offset, headerBytes)
        let range: Range<Int>
        do throws(DecodeFault) {
            var reader = unsafe ThriftReader(head.span.bytes)
            guard let byteCount = try BloomFilter.headerByteCount(&reader) else { return nil }
            let start = offset + reader.offset
            guard byteCount <= source.byteCount - start else { throw .truncated }
            guard byteCount <= limits.indexBytesMax else { throw .tooLarge }
            range = start..<start + byteCount
        } catch {
            throw error.error(place)
        }
        let bitset = try Self.read(source, range.lowerBound, range.count)
        guard let filter = BloomFilter(bitset: bitset) else {
            throw DecodeFault.malformed.error(place)
        }
        return filter
    }

    /// The column index of a chunk; nil where there is none.
    func columnIndex(
        _ chunk: ColumnChunkMetadata, _ leaf: SchemaLeaf
    ) throws(ParquetError) -> ColumnIndex? {
        guard let range = chunk.columnIndex else { return nil }
        let place = "The column index of column \(leaf.name)"
        guard range.count <= limits.indexBytesMax else { throw DecodeFault.tooLarge.error(place) }
        let bytes = try Self.read(source, range.lowerBound, range.count)
        do throws(DecodeFault) {
            var reader = unsafe ThriftReader(bytes.span.bytes)
            return try ColumnIndex(&reader)
        } catch {
            throw error.error(place)
        }
    }
}

extension BloomFilter {
    /// The size of the filter behind a header, or nil for a kind that is unknown here.
    static func headerByteCount(_ reader: inout ThriftReader) throws(DecodeFault) -> Int? {
        var byteCount: Int?
        var isKnown = true
        var last: Int16 = 0
        while let field = try reader.nextField(after: &last) {
            switch field.id {
            case 1: byteCount = try reader.size(field)
            case 2...4 where field.type == .structure:
                var inner: Int16 = 0
                while let choice = try reader.nextField(after: &inner) {
                    isKnown = isKnown && choice.id == 1
                    try reader.skip(choice)
                }
            case _: try reader.skip(field)
            }
        }
        guard let byteCount else { throw .malformed }
        return isKnown ? byteCount : nil
    }
}
