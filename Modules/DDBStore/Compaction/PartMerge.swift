import DDBParquet
import DDBSchema

/// Makes larger parts of the visible rows of some parts, without making items of them.
///
/// Rows come in the order of the table's keys, or, where it has none or is a history, in that of
/// the sources. Leaves are read, put in order and encoded one after the other:
/// ```
/// keys of all sources -> order of the rows
/// leaf by leaf: read -> pick what stays in the order, a row group at a time -> encode
/// row group by row group: write the encoded columns
/// ```
/// Pages are decoded to where their values stay. Of a leaf most of whose chunks have dictionaries
/// the values' numbers are picked, and the new dictionaries made of them: no value is copied,
/// hashed or compared for a row. Leaves in which rows lie far from where they go, and those too
/// large to be held, are dealt out to row groups first.
///
/// It holds the new parts in their encoded form, 20 bytes a row, of one column
/// ``MergeSettings/windowBytesMax`` decoded, a row group of a source and one of the target. Before
/// that it holds the keys while it sorts, with 12 bytes a row in long stretches of rows in order
/// and 40 a row in none.
struct PartMerge {
    let layout: TableLayout
    let settings: MergeSettings
    let sources: [OpenSource]
    let slices: [MergeSlice]
    let leaves: [SchemaLeaf]
    let schema: ParquetSchema

    /// Opens the sources; blocks the calling thread.
    ///
    /// - Throws: `ParquetError`, `StorageError`; ``StoreError/Code/damaged`` where a part is not of
    ///   the layout, ``StoreError/Code/tooLarge`` where there are too many rows.
    init(
        _ sources: [MergeSource], layout: TableLayout, settings: MergeSettings = MergeSettings()
    ) throws {
        self.layout = layout
        self.settings = settings
        schema = try ParquetSchema(layout.parquetFields)
        leaves = schema.leaves
        self.sources = try sources.map { try OpenSource($0, layout: layout) }
        var slices: [MergeSlice] = []
        var entries = 0
        for (index, source) in self.sources.enumerated() {
            slices += try source.slices(source: index, firstEntry: &entries)
        }
        self.slices = slices
        guard sources.count == 1 || entries <= settings.rowsMax, entries < Int(UInt32.max) else {
            throw StoreError(
                .tooLarge,
                "\(entries) rows are too many to be compacted at once; compact fewer parts.")
        }
    }

    /// How many rows stay.
    var keptCount: Int { slices.reduce(0) { $0 + $1.keptCount } }

    /// Merges; computes on the calling thread, and ends early where the task is cancelled.
    ///
    /// What it has written when it fails is among the begun parts.
    ///
    /// - Parameters:
    ///   - begun: Learns the names of the new parts, beside the target's.
    ///   - shouldStop: Ends it early too.
    func run(
        into target: PartTarget, noting begun: BegunParts,
        shouldStop: @Sendable () -> Bool = { false }
    ) async throws -> MergeOutcome {
        let keys = layout.sortLeaves
        var sorted =
            try keys.isEmpty ? SortedRows(order: orderOfSources) : sortedRows(keys)
        let order = sorted.order
        let readRowCount = sources.reduce(0) { $0 + $1.parquet.rowCount }
        guard !order.isEmpty else {
            return MergeOutcome(
                parts: [], rows: MergedRows(slices: slices, order: [], partStarts: [0]),
                isSorted: !keys.isEmpty, readRowCount: readRowCount)
        }
        let groups = rowGroups
        let options = writerSettings(sortedBy: keys)
        var (chunks, counts) = try encodedChunks(&sorted, groups, options, shouldStop)
        let ends = partEnds(chunks)
        var parts: [WrittenPart] = []
        var starts = [0]
        var first = 0
        for end in ends {
            let writer = try await MergedPartWriter(
                target, layout, schema, options, noting: begun)
            do {
                for group in first..<end {
                    try await writer.append(chunks[group], groups[group].count, counts[group])
                    chunks[group] = []
                    try Self.checkStop(shouldStop)
                }
                parts.append(try await writer.finish())
            } catch {
                await writer.abandon()
                throw error
            }
            starts.append(groups[end - 1].upperBound)
            first = end
        }
        return MergeOutcome(
            parts: parts, rows: MergedRows(slices: slices, order: order, partStarts: starts),
            isSorted: !keys.isEmpty, readRowCount: readRowCount)
    }
}

extension PartMerge {
    private var orderOfSources: [UInt32] {
        var order: [UInt32] = []
        order.reserveCapacity(keptCount)
        for slice in slices {
            for range in slice.keptEntries { order.append(contentsOf: range.lazy.map(UInt32.init)) }
        }
        return order
    }

    private func sortedRows(_ keys: [Int]) throws -> SortedRows {
        var rows = SortedRows(order: [])
        var columns: [LeafPile] = []
        for leaf in keys {
            let stack = try stack(leaf, isNumbered: false)
            if decodedByteCount(of: leaf) <= settings.windowBytesMax {
                rows.keyStacks[leaf] = stack
            }
            columns.append(LeafPile(stack))
        }
        let sortKeys = try SortKeys(columns)
        columns = []
        rows.order = sortKeys.sorted(slices.flatMap(\.keptEntries))
        return rows
    }
}

/// The rows that stay, by their entries, in the order in which they are written.
struct SortedRows {
    var order: [UInt32]
    /// Key columns that were read for it and are small enough to be kept until they are written.
    var keyStacks: [Int: LeafStack] = [:]
}

extension PartMerge {
    /// - Throws: `CancellationError` where the work is to end.
    static func checkStop(_ shouldStop: () -> Bool) throws {
        try Task.checkCancellation()
        if shouldStop() { throw CancellationError() }
    }

    /// The sources as a key index knows them.
    var indexedSources: [IndexedPart] {
        sources.map { IndexedPart(name: $0.name, rowCount: $0.parquet.rowCount) }
    }
}

extension TableLayout {
    /// The leaves by which rows are sorted, the partition key's first; none where they are not.
    var sortLeaves: [Int] {
        guard mode == .latest else { return [] }
        var places: [Int] = []
        for key in columns.keys {
            var leaf = 0
            for column in columns.columns {
                if column.attribute == key, column.type.canBeKey { places.append(leaf) }
                leaf += column.type.leafCount
            }
        }
        return places.count == columns.keys.count ? places : []
    }
}
