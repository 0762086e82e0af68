import DDBBase
import DDBCompression

extension KeyIndexCore {
    /// Opens what is in a folder.
    ///
    /// - Throws: ``IndexDamage`` where that is no index of the table, or a damaged one.
    static func open(
        in folder: any IndexFolder, tableID: String, limits: KeyIndexLimits,
        random: any RandomSource
    ) throws -> KeyIndexCore {
        guard let mapping = try folder.map(IndexFileName.manifest) else {
            throw IndexDamage("there is none")
        }
        let manifest = try IndexManifest(mapping.bytes)
        guard manifest.tableID == tableID else { throw IndexDamage("it is of another table") }
        let core = try KeyIndexCore(
            manifest: manifest, folder: folder, limits: limits, random: random)
        while let journal = try folder.map(IndexFileName.journal(core.nextJournal)) {
            guard try core.replay(journal.bytes) else { break }
        }
        // Processes that die before the next base is written leave it to their successors, which
        // may die as soon.
        if core.pending.count >= 2 * core.pendingMax { try core.mergeNow() }
        try core.tidy()
        return core
    }

    /// Takes what a journal has, as far as it is whole.
    ///
    /// - Returns: Whether it continues this index at all.
    private func replay(_ bytes: RawSpan) throws -> Bool {
        let expected = JournalHeader(
            identity: identity, number: nextJournal, point: point, chain: chain
        ).bytes
        guard bytes.byteCount >= expected.count else { return false }
        var reader = IndexRecordReader(bytes)
        guard try reader.raw(expected.count) == expected else { return false }
        var offset = reader.offset
        while let record = try JournalRecord.read(bytes, at: &offset, chain: &chain) {
            guard record.point.version > point.version else {
                throw IndexDamage("a journal goes back in time")
            }
            take(record, try record.relocations.map { try RelocationTable($0, in: folder) })
        }
        journalNames.append(IndexFileName.journal(nextJournal))
        nextJournal += 1
        return true
    }

    /// Deletes the files that a process that died has left.
    private func tidy() throws {
        var needed: Set<String> = [IndexFileName.manifest, base.description.fileName]
        needed.formUnion(journalNames)
        needed.formUnion(registry.relocations.map(\.description.fileName))
        for name in try folder.names() where IndexFileName.isOurs(name) {
            if !needed.contains(name) { try folder.remove(name) }
        }
    }
}
