import DDBParquet

/// What a merge has made: parts that are durable and that no commit names yet.
struct MergeOutcome: Sendable {
    /// The new parts; none where no row stayed.
    var parts: [WrittenPart]
    /// Where the rows are now.
    var rows: MergedRows
    /// Whether the rows of each part are in the order of their keys.
    var isSorted: Bool
    /// How many rows the sources had.
    var readRowCount: Int

    /// The new parts as a key index knows them.
    var indexedParts: [IndexedPart] {
        parts.map { IndexedPart(name: $0.name, rowCount: $0.summary.rowCount) }
    }
}
