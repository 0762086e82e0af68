import DDBStorage

extension DeltaTable {
    /// Commits the version after a snapshot, or version 0 of a new table.
    ///
    /// The commit is put only where nobody else has made that version. When the store fails without
    /// telling whether it wrote, the log is read back and the commit's id decides.
    ///
    /// - Parameters:
    ///   - commit: What to do. A new table's has a protocol and metadata.
    ///   - snapshot: What the commit was made upon; nil for a new table.
    /// - Throws: ``DeltaError`` where the table may not be written so, with the code
    ///   ``DeltaError/Code/overtaken`` where others have moved the table on so far that the log no
    ///   longer has what lies between; what the store throws where it surely wrote nothing and
    ///   trying again is of no use, such as a full disk.
    public func commit(
        _ commit: TableCommit, onto snapshot: TableSnapshot?
    ) async throws -> CommitOutcome {
        try check(commit, onto: snapshot)
        let version = snapshot.map { $0.version + 1 } ?? 0
        let bytes = commit.bytes()
        guard bytes.count <= settings.commitByteCountMax else {
            throw DeltaError(
                .tooLarge,
                "A commit of \(bytes.count) bytes is over the limit of "
                    + "\(settings.commitByteCountMax); commit less at once.")
        }
        if let snapshot { try await checkNotOvertaken(snapshot.version) }
        let name = storePath(LogPath.commit(version))
        let placed: PutOutcome
        do {
            placed = try await store.put(name, bytes, condition: .ifAbsent)
        } catch let error as StorageError where error.disposition != .retry {
            throw error
        } catch {
            // The store does not know whether it wrote, nor does a task that was cancelled.
            return await readBack(commit, version, bytes, after: error)
        }
        switch placed {
        case .written: return .committed(version: version)
        case .exists: return await readBack(commit, version, bytes, after: nil)
        }
    }

    private func check(_ commit: TableCommit, onto snapshot: TableSnapshot?) throws(DeltaError) {
        if let snapshot {
            try snapshot.checkWritable()
            try snapshot.checkAllows(commit.actions)
            return
        }
        var hasProtocol = false
        var hasMetadata = false
        for action in commit.actions {
            switch action {
            case .protocolVersion(let version):
                hasProtocol = true
                try version.checkWritable(settings.writableFeatures)
            case .metaData: hasMetadata = true
            case .add, .remove, .commitInfo, .transaction, .domainMetadata, .changeData: break
            }
        }
        guard hasProtocol, hasMetadata else {
            throw DeltaError(
                .invalidCommit, "The first commit of a table needs a protocol and metadata.")
        }
        _ = try TableSnapshot.maskedPaths(commit.actions, nil, nil)
    }

    /// Checks that the log still has the version before the one that is to be read or written.
    ///
    /// A log that was cleaned up has no commits before some checkpoint. Whoever slept longer than
    /// the log is kept would find his next version absent: he would put it there, where nobody
    /// ever reads it, or take his old one for the last.
    func checkNotOvertaken(_ version: Int64) async throws {
        guard try await store.attributes(storePath(LogPath.commit(version))) == nil else { return }
        let listing = try await listLog(from: nil)
        guard let newest = listing.newest, newest > version else { return }
        throw DeltaError(
            .overtaken,
            "The table is at version \(newest) and its log no longer has what came after version "
                + "\(version); read the table anew.", location: path)
    }

    /// Looks who has the version: oneself, where the reply to this try or an earlier one was lost,
    /// another, or nobody.
    ///
    /// Once a write was sent no failure may pass for "nothing was written": the files of the commit
    /// would be deleted as no commit's.
    private func readBack(
        _ commit: TableCommit, _ version: Int64, _ bytes: [UInt8], after failure: (any Error)?
    ) async -> CommitOutcome {
        let name = storePath(LogPath.commit(version))
        do {
            if let failure, try await store.attributes(name) == nil {
                return .retryable(cause: failure)
            }
            let winners = try await commits(from: version, limit: settings.winnerCountMax)
            guard let first = winners.first else {
                throw DeltaError(
                    .corrupt,
                    "Version \(version) of the table is said to exist and cannot be read.",
                    location: name)
            }
            guard first.info?.transactionId == commit.id else { return .conflict(winners: winners) }
            // It is there, but nobody said that it is durable. The same bytes once more make it so,
            // and since the version is ours they replace nothing else.
            _ = try await store.put(name, bytes, condition: .always)
            return .committed(version: version)
        } catch {
            return .unconfirmed(version: version, cause: error)
        }
    }
}
