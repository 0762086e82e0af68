import DDBDeltaLog

/// What one commit is to do to the table as the writer knows it.
struct CommitPlan: Sendable {
    var summary: CommitSummary
    /// The actions but for those of the protocol and the metadata.
    var actions: [LogAction] = []
    /// The files of deletion vectors.
    var vectors: DeletionVectorBuilder
    /// Files that come, or get another vector.
    var files: [LiveFile] = []
    /// Files that go.
    var gone: [String] = []
    /// The columns afterwards.
    var layout: TableLayout
    /// The positions that change.
    var positions: [SavedPosition] = []
    /// The partitions whose positions go.
    var forgotten: [String] = []
    /// The keys' new rows and removals, for the index; parts by their place in `indexParts`.
    var puts: [(hash: KeyHash, part: Int, row: Int)] = []
    var removals: [KeyHash] = []
    var indexParts: [IndexedPart] = []
    var relocation: Relocation?
    /// Whether rows are moved and no relocation tells the index, which must be made anew then.
    var outdatesIndex = false
    /// The parts that were written for this plan alone: to be deleted where it is not committed.
    var widened: [FreshPart] = []
    /// Staged parts of which no row is visible, and those that were written anew: to be deleted.
    var unused: [String] = []
    /// What `commitInfo` calls it.
    var operation = "MERGE"

    /// Whether there is anything to commit.
    var isEmpty: Bool { actions.isEmpty }

    /// The bytes of what it takes out: the files that go, and the vectors in whose place others
    /// come.
    var removedByteCount: Int {
        let kept = Set(files.map(\.add.path))
        var count: Int64 = 0
        for case .remove(let file) in actions {
            count += file.deletionVector?.sizeInBytes ?? 0
            if !kept.contains(file.path) { count += file.byteCount ?? 0 }
        }
        return Int(clamping: count)
    }

    /// The changes for the index.
    func keyChanges(at point: IndexPoint) -> KeyChanges {
        var changes = KeyChanges(point: point)
        let parts = indexParts.map { changes.part($0.name, rowCount: $0.rowCount) }
        if let relocation { changes.relocate(relocation) }
        for hash in removals { changes.remove(hash) }
        for (hash, part, row) in puts { changes.put(hash, part: parts[part], row: row) }
        for path in gone { changes.removePart(path) }
        return changes
    }
}
