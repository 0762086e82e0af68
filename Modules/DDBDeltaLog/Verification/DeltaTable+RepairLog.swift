import DDBStorage

extension DeltaTable {
    /// Makes anew what the log can lose without a loss: checkpoints and the hint.
    ///
    /// What the commits say counts. A damaged checkpoint is written again where its version can be
    /// read without it, and else deleted, for readers would stumble over it; the hint is taken away
    /// where it leads nowhere; a checkpoint of the newest version brings another. The caller is the
    /// only one to write to the table. It may die at any moment and be done again.
    ///
    /// - Parameters:
    ///   - damage: What ``verifyLog()`` has found.
    ///   - tombstones: See ``writeCheckpoint(of:keepingTombstonesFrom:)``.
    /// - Returns: What was done, a sentence each.
    /// - Throws: ``DeltaError/Code/corrupt`` where the newest version cannot be read without what
    ///   is damaged: then nothing was changed.
    public func repairLog(
        _ damage: LogVerification, keepingTombstonesFrom tombstones: Int64
    ) async throws -> [String] {
        guard damage.hasBrokenHint || !damage.damagedCheckpoints.isEmpty else { return [] }
        let damaged = Set(damage.damagedCheckpoints)
        guard let newest = try await snapshot(at: damage.newest, avoiding: damaged) else {
            throw DeltaError(
                .corrupt,
                "Version \(damage.newest) of the table can be read from no whole checkpoint and from "
                    + "no commits, so its log cannot be repaired; restore the table from a copy.",
                location: path)
        }
        var done: [String] = []
        if damage.hasBrokenHint {
            try await store.delete(storePath(LastCheckpoint.path))
            done.append("The broken _last_checkpoint was deleted.")
        }
        try await replaceCheckpoint(by: newest, tombstones)
        done.append("A checkpoint of version \(newest.version) was written.")
        for version in damaged.sorted() where version != newest.version {
            if let snapshot = try await snapshot(at: version, avoiding: damaged) {
                try await replaceCheckpoint(by: snapshot, tombstones)
                done.append("The checkpoint of version \(version) was written anew.")
            } else {
                try await deleteCheckpoint(version) { _ in true }
                done.append(
                    "The checkpoint of version \(version) was deleted; that version can no longer be "
                        + "read.")
            }
        }
        return done
    }

    /// A version as it is read from the commits and from checkpoints that are whole.
    private func snapshot(
        at version: Int64, avoiding damaged: Set<Int64>
    ) async throws -> TableSnapshot? {
        let listing = try await listLog(from: nil)
        // The oldest start, as in the verification: later checkpoints are compared with it.
        for segment in listing.segments(to: version).reversed() {
            if let checkpoint = segment.checkpoint, damaged.contains(checkpoint.version) {
                continue
            }
            return try await read(segment, to: version)
        }
        return nil
    }

    private func replaceCheckpoint(
        by snapshot: TableSnapshot, _ tombstones: Int64
    ) async throws {
        try await writeCheckpoint(of: snapshot, keepingTombstonesFrom: tombstones)
        try await deleteCheckpoint(snapshot.version) { $0.layout != .single }
    }

    private func deleteCheckpoint(
        _ version: Int64, where isMeant: (CheckpointFile) -> Bool
    ) async throws {
        for (path, file, _) in try await listLogFiles(from: version) {
            if case .checkpoint(let checkpoint) = file, checkpoint.version == version,
                isMeant(checkpoint)
            {
                try await store.delete(path)
            }
        }
    }
}
