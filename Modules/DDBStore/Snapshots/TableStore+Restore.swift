import DDBBase
import DDBDeltaLog
public import DDBStorage

extension TableStore {
    /// Makes a table of a snapshot: its rows, columns, keys, properties and positions.
    ///
    /// The whole archive is checked before anything is written. The table appears by one write,
    /// whole or not at all; a restore that dies leaves files that no reader sees and that the next
    /// writer deletes. A table that is replaced moves on by one version, which removes all that was
    /// in it; a new one has the version of the snapshot. It reads on the calling thread, a megabyte
    /// at a time.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - input: The store of that path.
    ///   - name: The table's name; that in the archive where nil.
    ///   - replaces: Whether a table of that name is replaced.
    /// - Throws: ``StoreError/Code/damaged`` where the archive is not as it was written;
    ///   ``StoreError/Code/tableExists``; a `StorageError` with code `locked` where a writer holds
    ///   the table.
    public func restore(
        _ path: String, from input: any BlobStore, as name: String? = nil, replaces: Bool = false
    ) async throws -> SnapshotSummary {
        let blob = try await input.openReader(path)
        let archive = try SnapshotArchive(blob)
        let name = name ?? archive.manifest.table
        try TableName.check(name)
        let lock = try await (blobs as? any LockingBlobStore)?.lock("\(name)/_ddbkit/lock")
        let log = DeltaTable(store: blobs, path: name)
        let existing = try await log.exists() ? await log.snapshot() : nil
        guard existing == nil || replaces else {
            throw StoreError(
                .tableExists,
                "The store has a table '\(name)' already; replace it (--replace), or restore under "
                    + "another name (--as).")
        }
        if lock != nil {
            try await RestoredFiles.reclaim(in: name, of: blobs)
            try await Orphans.reclaim(in: name, of: blobs, snapshot: existing, at: time.now)
        }
        let files = RestoredFiles(archive: archive, store: blobs, folder: name)
        var made: [String] = []
        let version: Int64
        let partCount: Int
        do {
            let snapshot = try await files.snapshot()
            partCount = snapshot.fileCount
            try await files.layDown(&made)
            version = try await publish(snapshot, of: archive, in: log, onto: existing)
        } catch let error as RestoreInDoubt {
            // The table may consist of what was laid down.
            throw error.cause
        } catch {
            // The first failure is what counts; what cannot be deleted now no log names, and the
            // next writer deletes it.
            for path in made { try? await blobs.delete(path) }
            try? await RestoredFiles.reclaim(in: name, of: blobs)
            throw error
        }
        // What stays of this no reader sees, and the next restore deletes it.
        try? await RestoredFiles.reclaim(in: name, of: blobs)
        withExtendedLifetime(lock) {}
        return SnapshotSummary(
            table: name, version: version, partCount: partCount, byteCount: blob.byteCount)
    }

    /// Makes the table of files that lie in its folder.
    private func publish(
        _ snapshot: TableSnapshot, of archive: SnapshotArchive, in log: DeltaTable,
        onto existing: TableSnapshot?
    ) async throws -> Int64 {
        do {
            if let existing {
                return try await replace(existing, by: snapshot, in: log)
            }
            // The checkpoint is the table; what follows only completes the log.
            try await log.writeCheckpoint(of: snapshot, keepingTombstonesFrom: .max)
        } catch let error as StoreError where error.code == .conflict {
            throw error
        } catch {
            if await isCertain(log, existing?.version) { throw error }
            throw RestoreInDoubt(
                cause: StoreError(
                    .outcomeUnknown,
                    "The store failed while the table '\(log.path)' was restored, so it is the old one "
                        + "or the new one: look with `ddbkit store ls`, and restore again with "
                        + "--replace.", cause: error))
        }
        let commit = "_delta_log/" + StoredTable.commitName(snapshot.version)
        if let entry = archive.entries.first(where: { $0.path == commit }) {
            do {
                _ = try await blobs.put(
                    log.storePath(commit), archive.bytes(of: entry), condition: .ifAbsent)
            } catch {
                throw RestoreInDoubt(cause: error)
            }
        }
        return snapshot.version
    }

    private func replace(
        _ existing: TableSnapshot, by snapshot: TableSnapshot, in log: DeltaTable
    ) async throws -> Int64 {
        let now = time.now.milliseconds
        let features = existing.protocolVersion.named.union(snapshot.protocolVersion.named)
        var metadata = snapshot.metadata
        metadata.id = existing.metadata.id
        var actions: [LogAction] = [
            .protocolVersion(ProtocolVersion(requiring: features)), .metaData(metadata),
        ]
        let kept = Set(snapshot.files.map(\.identity))
        let present = Set(existing.files.map(\.identity))
        actions += existing.files.filter { !kept.contains($0.identity) }
            .map { .remove($0.removal(at: now)) }
        actions += snapshot.files.filter { !present.contains($0.identity) }.map { .add($0) }
        let domains = Set(snapshot.domains.map(\.domain))
        actions += existing.domains.filter { !domains.contains($0.domain) }.map {
            .domainMetadata(
                DomainMetadata(
                    domain: $0.domain, configuration: $0.configuration, isRemoved: true))
        }
        actions += snapshot.domains.map { .domainMetadata($0) }
        actions += snapshot.transactions.map { .transaction($0) }
        let commit = try TableCommit(
            actions, info: CommitInfo(timestamp: now, operation: "RESTORE", engine: "ddbkit"),
            random: random)
        var failure: any Error = CancellationError()
        for _ in 0..<Self.restoreTriesMax {
            switch try await log.commit(commit, onto: existing) {
            case .committed(let version): return version
            case .conflict:
                throw StoreError(
                    .conflict,
                    "Somebody else wrote to the table '\(log.path)' meanwhile; nothing was "
                        + "restored. Restore again.")
            case .retryable(let cause), .unconfirmed(_, let cause): failure = cause
            }
        }
        throw failure
    }

    private static let restoreTriesMax = 3

    /// Whether the table certainly is as it was.
    private func isCertain(_ log: DeltaTable, _ version: Int64?) async -> Bool {
        do {
            return try await log.exists() ? await log.snapshot().version == version : version == nil
        } catch {
            return false
        }
    }
}

extension ProtocolVersion {
    /// The features by name, also of a version that had none yet.
    fileprivate var named: Set<TableFeature> {
        var features = Set(writerFeatures ?? []).union(readerFeatures ?? [])
        if minReaderVersion == 2 { features.insert(.columnMapping) }
        return features
    }
}

/// A failure after which the table may be the restored one.
private struct RestoreInDoubt: Error {
    let cause: any Error
}
