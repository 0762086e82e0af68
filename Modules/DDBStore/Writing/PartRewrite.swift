import DDBDeltaLog

/// Parts that take the place of others without changing what the table holds: a compaction.
///
/// Whoever makes one pins the sources first (``TableWriter/pin(_:)``), so that they stay in the
/// table until it is committed or given up, even where all their rows are masked meanwhile.
struct PartRewrite: Sendable {
    /// A part that goes.
    struct Source: Sendable {
        /// The file's name in the table's folder.
        var name: String
        /// The rows that were masked when it was read; those were left out.
        var masked: RowSet
    }

    /// Where a row went.
    struct Place: Sendable, Hashable {
        /// The place of the part among the targets.
        var target: Int
        /// The row in it.
        var row: Int
    }

    /// What goes.
    var sources: [Source]
    /// What comes; durable.
    var targets: [WrittenPart]
    /// How the index follows; nil where the table has none.
    var relocation: Relocation?
    /// Where a row of a source went, by the place of the source; nil where it was left out.
    var place: @Sendable (_ source: Int, _ row: Int) -> Place?
    /// What `commitInfo` calls it.
    var operation = "OPTIMIZE"
}

/// What maintenance is told after each commit.
struct CommitNotice: Sendable {
    /// What the commit did.
    var summary: CommitSummary
    /// The number of files of the table.
    var fileCount: Int
    /// The removals and additions of the commit.
    var actionCount: Int
    /// The bytes of the files and vectors that the commit took out.
    var removedByteCount: Int
}
