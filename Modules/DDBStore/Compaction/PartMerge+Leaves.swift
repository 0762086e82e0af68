import DDBParquet
import DDBSchema

extension PartMerge {
    /// Encodes all columns: chunks by row group and leaf, and what each row group has in `_rest`.
    func encodedChunks(
        _ sorted: inout SortedRows, _ groups: [Range<Int>], _ options: WriterSettings,
        _ shouldStop: () -> Bool
    ) throws -> (chunks: [[EncodedChunk]], counts: [RestCounts]) {
        let order = sorted.order
        var merged = MergedChunks(
            groups, restLeaf: restLeaf,
            encoder: try ChunkEncoder(schema: schema, settings: options),
            recount: RestRecount(layout))
        var routing = LazyRouting(slices, order: order, groups: groups)
        for leaf in leaves.indices {
            if let pile = try numberedPile(leaf) {
                for group in groups.indices {
                    try Self.checkStop(shouldStop)
                    try merged.add(
                        pile.gathered(order[groups[group]]), of: pile.entries, leaf: leaf,
                        group: group)
                }
            } else if let pile = try pile(leaf, routing.isOrderly, &sorted.keyStacks) {
                for group in groups.indices {
                    try Self.checkStop(shouldStop)
                    try merged.add(
                        try pile.gathered(order[groups[group]]), leaf: leaf, group: group)
                }
            } else {
                for window in windows(of: leaf, groups.count) {
                    try forEachColumn(leaf, window, groups, routing.made()) { group, column in
                        try Self.checkStop(shouldStop)
                        try merged.add(column, leaf: leaf, group: group)
                    }
                }
            }
        }
        return (merged.chunks, merged.counts)
    }

    private var restLeaf: Int? {
        layout.systemColumns.firstIndex(of: .rest).map {
            leaves.count - layout.systemColumns.count + $0
        }
    }

    /// All rows of a leaf, where rows may be picked of them in any order; nil where they are to be
    /// dealt out to row groups first, or are too many to be held.
    private func pile(
        _ leaf: Int, _ isOrderly: Bool, _ keyStacks: inout [Int: LeafStack]
    ) throws -> LeafPile? {
        let known = keyStacks.removeValue(forKey: leaf)
        let bytes = decodedByteCount(of: leaf)
        guard bytes <= settings.nearBytesMax || isOrderly && bytes <= settings.windowBytesMax
        else { return nil }
        return LeafPile(try known ?? stack(leaf, isNumbered: false))
    }

    /// All rows of a leaf that has dictionaries; nil where that does not pay, or would be too much.
    private func numberedPile(_ leaf: Int) throws -> NumberedPile? {
        guard let bytes = numberedByteCount(of: leaf), bytes <= settings.windowBytesMax else {
            return nil
        }
        var stack = try stack(leaf, isNumbered: true)
        let entries = try BlobSource.naming { try stack.entries() }
        return NumberedPile(stack, entries: entries)
    }

    /// Calls a body with a leaf's column of each of some row groups.
    private func forEachColumn(
        _ leaf: Int, _ window: Range<Int>, _ groups: [Range<Int>], _ routing: MergeRouting,
        _ body: (Int, LeafColumn) throws -> Void
    ) throws {
        var piles = try piles(leaf, window, routing)
        for group in window {
            var pile = LeafPile(leaves[leaf])
            swap(&pile, &piles[group - window.lowerBound])
            pile.finish()
            try body(group, try pile.gathered(routing.places[groups[group]]))
        }
    }

    /// The row groups for which a leaf is read at a time.
    private func windows(of leaf: Int, _ groupCount: Int) -> [Range<Int>] {
        let bytes = decodedByteCount(of: leaf)
        let wanted = (bytes + settings.windowBytesMax - 1) / max(1, settings.windowBytesMax)
        let count = min(groupCount, max(1, wanted))
        return (0..<count).map { groupCount * $0 / count..<groupCount * ($0 + 1) / count }
    }

    /// Reads the rows of a leaf that go to some row groups, for each in the order of the sources.
    private func piles(
        _ leaf: Int, _ window: Range<Int>, _ routing: MergeRouting
    ) throws -> [LeafPile] {
        var piles = window.map { _ in LeafPile(leaves[leaf]) }
        try forEachRead(of: leaf) { source, read, index in
            guard let span = routing.span(slice: index, groups: window) else { return }
            let (column, rows) = try self.read(leaf, source, read, slices[index], span)
            if leaves[leaf].repetitionLevelMax > 0 {
                try deal(column, rows, slice: index, window, routing, to: &piles)
                return
            }
            var whole = LeafPile(leaves[leaf])
            try whole.append(column, rowCount: rows.count, runs: [0..<rows.count])
            whole.finish()
            for group in window {
                let wanted = routing.rows[index][group]
                guard !wanted.isEmpty else { continue }
                let first = UInt32(rows.lowerBound)
                let picked = try whole.gathered(
                    first == 0 ? wanted[...] : wanted.map { $0 - first }[...])
                try piles[group - window.lowerBound].append(
                    picked, rowCount: wanted.count, runs: [0..<wanted.count])
            }
        }
        return piles
    }

    /// Deals the rows of a leaf in lists out to the piles of some row groups.
    private func deal(
        _ column: LeafColumn, _ rows: Range<Int>, slice: Int, _ window: Range<Int>,
        _ routing: MergeRouting, to piles: inout [LeafPile]
    ) throws {
        guard let leaf = piles.first?.leaf else { return }
        var whole = LeafPile(leaf)
        try whole.append(column, rowCount: rows.count, runs: [0..<rows.count])
        // What goes nowhere, or elsewhere, has a group of its own behind the others.
        var groupOfRow = [UInt32](repeating: UInt32(window.count), count: rows.count)
        for group in window {
            for row in routing.rows[slice][group] {
                groupOfRow[Int(row) - rows.lowerBound] = UInt32(group - window.lowerBound)
            }
        }
        let deal = EntryDeal(
            column, groupOfRow: groupOfRow, groupCount: window.count + 1,
            present: leaf.definitionLevelMax)
        for group in window {
            let count = routing.rows[slice][group].count
            guard count > 0 else { continue }
            let place = group - window.lowerBound
            try piles[place].append(
                try deal.column(of: place, values: whole.values), rowCount: count,
                runs: [0..<count])
        }
    }

    /// Reads all rows of a leaf, in the order of the sources.
    func stack(_ leaf: Int, isNumbered: Bool) throws -> LeafStack {
        var stack = LeafStack(leaves[leaf], isNumbered: isNumbered)
        try forEachRead(of: leaf) { source, read, index in
            let slice = slices[index]
            if case .same(let place) = source.alignments[leaf] {
                try BlobSource.naming {
                    try source.parquet.append(leaf: place, rowGroup: read.rowGroup, to: &stack)
                }
                return
            }
            let (column, rows) = try self.read(leaf, source, read, slice, 0..<slice.rowCount)
            try BlobSource.naming {
                try stack.append(column, rowCount: rows.count)
            }
        }
        return stack
    }

    /// Calls a body for every slice with what reads a leaf of it.
    private func forEachRead(
        of leaf: Int, _ body: (OpenSource, ReadSlice, Int) throws -> Void
    ) throws {
        var index = 0
        for (number, source) in sources.enumerated() {
            let place = source.alignments[leaf].place
            for read in try source.parquet.plan(leaves: place.map { [$0] } ?? []) {
                precondition(
                    slices[index].source == number && slices[index].firstRow == read.firstRow,
                    "slices are in the order of the row groups")
                try body(source, read, index)
                index += 1
            }
        }
    }

    /// Reads a leaf of some rows of a slice, or of all.
    ///
    /// - Returns: The column, and the rows that it has.
    private func read(
        _ leaf: Int, _ source: OpenSource, _ read: ReadSlice, _ slice: MergeSlice,
        _ span: Range<Int>
    ) throws -> (column: LeafColumn, rows: Range<Int>) {
        // A few pages at the ends are not worth the reading of their index.
        let isPart = span.count * 4 <= slice.rowCount * 3
        let rows = isPart ? span : 0..<slice.rowCount
        let column = try BlobSource.naming {
            try source.parquet.read(read.limited(to: rows)).first
        }
        let aligned = try source.alignments[leaf].aligned(
            column, to: leaves[leaf], rowCount: rows.count)
        return (aligned, rows)
    }
}
