package import DDBBase
package import DDBDeltaLog
import DDBParquet
import DDBStorage

/// What came of merging parts of a table: what a commit takes out and what it puts in.
///
/// The new parts are durable and no commit names them yet.
package struct TableMerge: Sendable {
    /// The parts that were read.
    package var removed: [AddFile]
    /// The parts that were written; none where no row stayed.
    package var added: [AddFile]
    /// Where the rows of the parts that were read are now.
    package var rows: MergedRows
    /// How many rows the parts that were read had.
    package var readRowCount: Int

    /// The parts that were read as a key index knows them.
    package var sources: [IndexedPart]
    /// The parts that were written as a key index knows them.
    package var targets: [IndexedPart]

    /// Creates a merge that only replaces files.
    package init(removed: [AddFile], added: [AddFile]) {
        self.removed = removed
        self.added = added
        rows = MergedRows(slices: [], order: [], partStarts: [0])
        readRowCount = 0
        sources = []
        targets = []
    }
}

extension TableMerge {
    /// The names of new parts of a merge that failed, for its owner to delete.
    package final class Begun: Sendable {
        let parts = BegunParts()

        /// Begins with none.
        package init() {}

        /// Takes out all names but some.
        package func takeAll(except kept: Set<String> = []) -> [String] {
            parts.takeAll(except: kept)
        }
    }
}

extension StoredTable {
    /// Writes the visible rows of some parts into new ones; commits nothing.
    ///
    /// It reads and computes on the calling thread, and ends early where the task is cancelled.
    ///
    /// - Parameters:
    ///   - files: The parts, in the order in which their rows come where the table has no keys.
    ///   - masked: The rows of each part that are left out.
    ///   - begun: Learns the names of the new parts before they are written.
    /// - Throws: `ParquetError`, `StorageError`; ``StoreError/Code/damaged``,
    ///   ``StoreError/Code/tooLarge``; `CancellationError`.
    package func merge(
        _ files: [AddFile], masked: [RowSet], settings: MergeSettings, begun: TableMerge.Begun,
        random: any RandomSource, at now: Instant
    ) async throws -> TableMerge {
        precondition(files.count == masked.count, "every part has a mask")
        let target = PartTarget(
            store: log.store, folder: name, random: random, begun: begun.parts)
        let merge = try await openMerge(Array(zip(files, masked)), settings: settings)
        let outcome = try await merge.run(into: target, noting: begun.parts)
        let added = outcome.parts.map { part in
            var file = part.addFile(modified: now)
            file.dataChange = false
            return file
        }
        var result = TableMerge(removed: files, added: added)
        result.rows = outcome.rows
        result.readRowCount = outcome.readRowCount
        result.sources = merge.indexedSources
        result.targets = outcome.indexedParts
        return result
    }

    /// Opens parts to be merged, each with the rows that are left out.
    func openMerge(
        _ files: [(file: AddFile, masked: RowSet)], settings: MergeSettings
    ) async throws -> PartMerge {
        var sources: [MergeSource] = []
        for (file, rows) in files {
            let blob = try await open(file.path, byteCount: Int(clamping: file.byteCount))
            sources.append(MergeSource(name: file.path, blob: blob, masked: rows))
        }
        return try PartMerge(sources, layout: layout, settings: settings)
    }
}
