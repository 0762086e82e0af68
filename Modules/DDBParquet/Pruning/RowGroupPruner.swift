/// Decides which rows of one row group a predicate may match.
///
/// Bounds of the chunk and bloom filters rule out the whole group; bounds of pages rule out rows.
struct RowGroupPruner {
    private let reader: ParquetReader
    private let group: RowGroupMetadata
    private let groupIndex: Int
    private var pages: [Int: PageKnowledge?] = [:]
    private var filters: [Int: BloomFilter?] = [:]

    private struct PageKnowledge {
        var rows: [Range<Int>]
        var values: [KnownValues]
    }

    init(_ reader: ParquetReader, _ groupIndex: Int) {
        self.reader = reader
        self.groupIndex = groupIndex
        group = reader.rowGroups[groupIndex]
    }

    /// The rows that may match; empty where the group can be left out.
    mutating func rows(_ predicate: BoundPredicate) throws(ParquetError) -> RowRanges {
        guard try mayMatch(predicate) else { return RowRanges() }
        return try pageRows(predicate)
    }

    private mutating func mayMatch(_ predicate: BoundPredicate) throws(ParquetError) -> Bool {
        switch predicate {
        case .compare(let leaf, let comparison, let value):
            guard chunkKnowledge(leaf).mayMatch(comparison, value) else { return false }
            guard comparison == .equal, let filter = try filter(leaf) else { return true }
            return filter.mayContain(value)
        case .isIn(let leaf, let values):
            let known = chunkKnowledge(leaf)
            let inside = values.filter { known.mayMatch(.equal, $0) }
            guard !inside.isEmpty, let filter = try filter(leaf) else { return !inside.isEmpty }
            return inside.contains { filter.mayContain($0) }
        case .isNull(let leaf): return chunkKnowledge(leaf).hasNulls != false
        case .isNotNull(let leaf): return chunkKnowledge(leaf).hasValues != false
        case .and(let parts):
            for part in parts { guard try mayMatch(part) else { return false } }
            return true
        case .or(let parts):
            for part in parts where try mayMatch(part) { return true }
            return false
        }
    }

    private func chunkKnowledge(_ leaf: Int) -> KnownValues {
        let chunk = group.columns[leaf]
        let order = ValueOrder(reader.schema.leaves[leaf])
        var known = KnownValues(order: order)
        guard let statistics = chunk.statistics else { return known }
        if reader.hasTypeOrder[leaf] {
            known.minimum = statistics.minimum
            known.maximum = statistics.maximum
        } else {
            switch order {
            case .boolean, .signed32, .signed64, .float, .double:
                // Old bounds are in signed order, which is right for these alone.
                known.minimum = statistics.legacyMinimum ?? statistics.minimum
                known.maximum = statistics.legacyMaximum ?? statistics.maximum
            case .unsigned32, .unsigned64, .float16, .bytes, .signedBytes, .none: break
            }
        }
        known.hasNulls = statistics.nullCount.map { $0 > 0 }
        known.hasValues = statistics.nullCount.map { $0 < chunk.valueCount }
        return known.checked()
    }

    private mutating func filter(_ leaf: Int) throws(ParquetError) -> BloomFilter? {
        if let known = filters[leaf] { return known }
        let filter = try reader.bloomFilter(rowGroup: groupIndex, leaf: leaf)
        filters[leaf] = .some(filter)
        return filter
    }

    private mutating func pageRows(_ predicate: BoundPredicate) throws(ParquetError) -> RowRanges {
        switch predicate {
        case .compare(let leaf, let comparison, let value):
            return try select(leaf) { $0.mayMatch(comparison, value) }
        case .isIn(let leaf, let values):
            return try select(leaf) { known in values.contains { known.mayMatch(.equal, $0) } }
        case .isNull(let leaf): return try select(leaf) { $0.hasNulls != false }
        case .isNotNull(let leaf): return try select(leaf) { $0.hasValues != false }
        case .and(let parts):
            var rows = RowRanges(all: group.rowCount)
            for part in parts { rows = rows.intersection(try pageRows(part)) }
            return rows
        case .or(let parts):
            var rows = RowRanges()
            for part in parts { rows = rows.union(try pageRows(part)) }
            return rows
        }
    }

    private mutating func select(
        _ leaf: Int, _ mayMatch: (KnownValues) -> Bool
    ) throws(ParquetError) -> RowRanges {
        guard let known = try pageKnowledge(leaf) else { return RowRanges(all: group.rowCount) }
        var rows = RowRanges()
        for (range, values) in zip(known.rows, known.values) where mayMatch(values) {
            rows.append(range)
        }
        return rows
    }

    private mutating func pageKnowledge(_ leaf: Int) throws(ParquetError) -> PageKnowledge? {
        if let known = pages[leaf] { return known }
        let known = try loadPageKnowledge(leaf)
        pages[leaf] = .some(known)
        return known
    }

    private func loadPageKnowledge(_ leafIndex: Int) throws(ParquetError) -> PageKnowledge? {
        let leaf = reader.schema.leaves[leafIndex]
        let chunk = group.columns[leafIndex]
        guard reader.hasTypeOrder[leafIndex],
            let offsets = try reader.offsetIndex(chunk, leaf, rowCount: group.rowCount),
            let index = try reader.columnIndex(chunk, leaf)
        else { return nil }
        let locations = offsets.locations
        guard index.nullPages.count == locations.count else {
            throw DecodeFault.malformed.error("The column index of column \(leaf.name)")
        }
        var known = PageKnowledge(rows: [], values: [])
        let order = ValueOrder(leaf)
        for page in locations.indices {
            let end =
                page + 1 < locations.count ? locations[page + 1].firstRow : group.rowCount
            known.rows.append(locations[page].firstRow..<end)
            var values = KnownValues(order: order)
            values.hasNulls = index.nullCounts.map { $0[page] > 0 }
            values.hasValues = !index.nullPages[page]
            if !index.nullPages[page] {
                values.minimum = index.minimums[page]
                values.maximum = index.maximums[page]
            }
            known.values.append(values.checked())
        }
        return known
    }
}
