import DDBParquet

/// The encoded columns of the row groups that a merge makes, as they come.
struct MergedChunks: ~Copyable {
    /// By row group its chunks, in the order of the leaves.
    private(set) var chunks: [[EncodedChunk]]
    /// By row group what it has in `_rest`.
    private(set) var counts: [RestCounts]

    private let groups: [Range<Int>]
    private let restLeaf: Int?
    private var encoder: ChunkEncoder
    private var recount: RestRecount

    init(
        _ groups: [Range<Int>], restLeaf: Int?, encoder: consuming ChunkEncoder,
        recount: RestRecount
    ) {
        chunks = [[EncodedChunk]](repeating: [], count: groups.count)
        counts = [RestCounts](repeating: RestCounts(), count: groups.count)
        self.groups = groups
        self.restLeaf = restLeaf
        self.encoder = encoder
        self.recount = recount
    }

    /// Encodes the column of a leaf of a row group.
    mutating func add(_ column: LeafColumn, leaf: Int, group: Int) throws {
        if leaf == restLeaf { counts[group] = try recount.counts(of: column.values) }
        chunks[group].append(
            try encoder.encode(column, leaf: leaf, rowCount: groups[group].count))
    }

    /// Encodes a column of numbers of some values.
    mutating func add(
        _ column: NumberedColumn, of entries: LeafValues, leaf: Int, group: Int
    ) throws {
        if leaf == restLeaf {
            counts[group] = try recount.counts(of: column.numbers, entries: entries)
        }
        chunks[group].append(
            try encoder.encode(column, of: entries, leaf: leaf, rowCount: groups[group].count))
    }
}
