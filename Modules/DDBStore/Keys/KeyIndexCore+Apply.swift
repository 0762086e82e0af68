extension KeyIndexCore {
    /// Takes a commit's changes, and does some of the work that is due.
    func apply(_ changes: KeyChanges) throws {
        let record = try record(of: changes)
        let relocations: [RelocationTable]
        do {
            relocations = try record.relocations.map { try RelocationTable($0, in: folder) }
        } catch let damage as IndexDamage {
            throw Self.misuse(damage.what)
        }
        try guarding {
            let file = try openJournal()
            let sealed = record.sealed(chain: chain)
            try unsafe file.append(sealed.bytes.span.bytes)
            chain = sealed.chain
            take(record, relocations)
            try work(for: max(record.entries.count, 1))
        }
    }

    /// The changes with the numbers of parts.
    ///
    /// - Throws: ``StoreError`` where they do not fit the index, which is then as it was.
    private func record(of changes: KeyChanges) throws(StoreError) -> JournalRecord {
        try check()
        guard changes.point.version > point.version else {
            throw Self.misuse("the index is at version \(point.version) already")
        }
        var numbering = PartNumbering(registry)
        var record = JournalRecord(
            point: changes.point, parts: [], relocations: [], removed: [], entries: [])
        for relocation in changes.relocations {
            record.relocations.append(try description(of: relocation, &numbering))
        }
        var numbers: [UInt32] = []
        for part in changes.parts { numbers.append(try numbering.take(part).number) }
        record.parts = numbering.added
        let moved = Set(changes.relocations.flatMap { $0.sources.map(\.name) })
        for name in changes.removedParts where !moved.contains(name) {
            guard let number = registry.number(of: name) else {
                throw Self.misuse("it does not know '\(name)'")
            }
            record.removed.append(number)
        }
        record.entries = changes.entries
        for index in record.entries.indices where !record.entries[index].isRemoval {
            record.entries[index].part = numbers[Int(record.entries[index].part)]
        }
        return record
    }

    private func description(
        of relocation: Relocation, _ numbering: inout PartNumbering
    ) throws(StoreError) -> RelocationDescription {
        var description = RelocationDescription(
            fileName: relocation.fileName, salt: relocation.salt, sources: [], targets: [])
        for source in relocation.sources {
            guard let number = registry.number(of: source.name) else {
                throw Self.misuse("it does not know '\(source.name)'")
            }
            guard registry.parts[number]?.part == source else {
                throw Self.misuse("'\(source.name)' has another number of rows")
            }
            description.sources.append(
                .init(number: number, rowCount: UInt32(source.rowCount)))
        }
        for target in relocation.targets {
            let (number, isNew) = try numbering.take(target)
            guard isNew else { throw Self.misuse("it knows '\(target.name)' already") }
            description.targets.append(number)
        }
        return description
    }

    static func misuse(_ what: String) -> StoreError {
        StoreError(
            .keyIndex, "The key index does not take the changes of a commit: \(what); rebuild it.")
    }

    /// Takes a record into memory.
    ///
    /// - Parameter relocations: The files of the record's relocations.
    func take(_ record: JournalRecord, _ relocations: [RelocationTable]) {
        for part in record.parts { registry.add(part) }
        for relocation in relocations { registry.adopt(relocation) }
        for number in record.removed { registry.remove(number) }
        point = record.point
        unsafe record.entries.withUnsafeBufferPointer { unsafe pending.put($0) }
    }

    private func openJournal() throws -> any IndexFile {
        if let journal { return journal.file }
        let opened = try JournalWriter(
            in: folder,
            JournalHeader(identity: identity, number: nextJournal, point: point, chain: chain))
        journal = opened
        journalNames.append(IndexFileName.journal(opened.number))
        unsynced.append(opened)
        nextJournal += 1
        return opened.file
    }
}

extension KeyIndexCore {
    /// Begins or continues the next base, as much as so many changes pay for.
    private func work(for changes: Int) throws {
        if merging == nil, unsettled == nil, isMergeDue { try beginMerge() }
        guard let merging else { return }
        let entriesMax = changes * merging.pace + IndexBlock.entriesMax
        if let description = try merging.merge.step(entriesMax: entriesMax) {
            try endMerge(merging, description)
        }
    }

    /// Sets the changes aside.
    ///
    /// Only between commits: the next base is the table at one version.
    private func beginMerge() throws {
        let salt = try freshSalt()
        let writer = try BaseWriter(
            in: folder, fileName: IndexFileName.base(salt), salt: UInt32(truncatingIfNeeded: salt))
        let merge = BaseMerge(base: base, frozen: pending, registry: registry, writer: writer)
        // When four fifths as many changes have come in again, the base is there.
        let changes = pendingMax / 5 * 4
        merging = Merging(
            merge: merge, point: point, firstJournal: nextJournal, chain: chain,
            registry: registry, journalNames: journalNames,
            pace: merge.work / max(changes, 1) + 1)
        frozen = pending
        pending = PendingTable(room: pendingMax)
        journal = nil
        journalNames = []
    }

    /// Writes the next base in one go and makes it durable.
    func mergeNow() throws {
        try beginMerge()
        while let merging {
            if let description = try merging.merge.step(entriesMax: .max) {
                try endMerge(merging, description)
            }
        }
        try unsettled?.run()
        unsettled = nil
    }

    private func endMerge(_ done: Merging, _ description: BaseDescription) throws {
        let old = base
        base = try BaseTable(description, in: folder)
        frozen = nil
        merging = nil
        registry.drop(done.merge.followed)
        unsynced.removeAll { $0.number < done.firstJournal }
        let manifest = IndexManifest(
            identity: identity, tableID: tableID, hasher: hasher, point: done.point,
            base: description, firstJournal: done.firstJournal, chain: done.chain,
            nextNumber: done.registry.nextNumber, parts: done.registry.sortedParts)
        let relocations = done.merge.followed.map(\.description.fileName)
        unsettled = Settlement(
            folder: folder, file: done.merge.file, manifest: manifest,
            obsolete: [old.description.fileName] + done.journalNames + relocations,
            retired: old.mapping)
    }
}
