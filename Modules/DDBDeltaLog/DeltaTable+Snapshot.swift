public import DDBBase
import DDBStorage

extension DeltaTable {
    /// Reads the table at a version, or at the latest.
    ///
    /// It starts at the last whole checkpoint and reads the commits after it. A checkpoint that is
    /// damaged is passed over where older ones or the commits make up for it.
    ///
    /// - Throws: ``DeltaError``, with the code ``DeltaError/Code/versionAbsent`` where the log does
    ///   not reach the version, or no longer; or what the store throws.
    public func snapshot(at version: Int64? = nil) async throws -> TableSnapshot {
        do {
            return try await readSnapshot(version)
        } catch let error as DeltaError where error.code == .gap {
            // A listing is no moment's picture: a commit may have come behind the place that was
            // already read, and its successor before; or a clean-up took what was listed. A second
            // listing has the new state.
            return try await readSnapshot(version)
        }
    }

    /// Reads the table as it was at a moment: at the last version committed then or before.
    ///
    /// A version's time is that of its file in the log, or the time in the commit where the table
    /// keeps those (`delta.enableInCommitTimestamps`).
    ///
    /// - Throws: ``DeltaError/Code/versionAbsent`` where the log does not reach back so far.
    public func snapshot(asOf moment: Instant) async throws -> TableSnapshot {
        let latest = try await snapshot()
        let listing = try await listLog(from: nil)
        guard let found = try await lastVersion(asOf: moment, in: listing, upTo: latest) else {
            throw DeltaError(
                .versionAbsent,
                "The table's log does not reach back to \(moment.iso8601): the oldest version that "
                    + "can be read, \(listing.oldestReadable ?? 0), is later.", location: path)
        }
        return found == latest.version ? latest : try await snapshot(at: found)
    }

    /// How many commits are read and parsed at once.
    private static let readAheadCount: Int64 = 32

    private func readSnapshot(_ wanted: Int64?) async throws -> TableSnapshot {
        let hint = try await lastCheckpointVersion()
        if let hint, hint <= wanted ?? hint {
            let listing = try await listLog(from: hint)
            let last = wanted ?? listing.newest ?? -1
            if let segment = listing.segments(to: last).first, segment.checkpoint != nil {
                do {
                    return try await read(segment, to: last)
                } catch let error as DeltaError where error.isOfCheckpoint {
                    // What is damaged may be made up for by what lies before the hint.
                }
            }
        }
        let listing = try await listLog(from: nil)
        let last = try version(wanted, in: listing)
        var failure: DeltaError?
        for segment in listing.segments(to: last) {
            do {
                return try await read(segment, to: last)
            } catch let error as DeltaError
                where error.isOfCheckpoint && segment.checkpoint != nil
            {
                failure = failure ?? error
            }
        }
        throw failure ?? unreadable(last, isWanted: wanted != nil, listing)
    }

    /// Reads a version from a start.
    func read(_ segment: LogSegment, to version: Int64) async throws -> TableSnapshot {
        var state = ReplayState()
        if let checkpoint = segment.checkpoint { try await read(checkpoint, into: &state) }
        guard segment.commits.count <= settings.commitCountMax else {
            throw DeltaError(
                .tooLarge,
                "The log has more than \(settings.commitCountMax) commits after its last checkpoint; "
                    + "write a checkpoint with what wrote the table.", location: path)
        }
        var start = segment.commits.lowerBound
        while start < segment.commits.upperBound {
            let end = min(start + Self.readAheadCount, segment.commits.upperBound)
            for commit in try await readCommits(start..<end) {
                state.apply(commit.actions, version: commit.version)
            }
            start = end
        }
        return try TableSnapshot(version: version, state: state, settings: settings)
    }

    /// Reads commits that a listing showed.
    private func readCommits(_ versions: Range<Int64>) async throws -> [LoggedCommit] {
        let commits = try await withThrowingTaskGroup(of: LoggedCommit.self) { group in
            for version in versions {
                group.addTask {
                    guard let commit = try await readCommit(version) else {
                        throw DeltaError(
                            .gap,
                            "Version \(version) of the table vanished while it was read; read it "
                                + "again.",
                            location: storePath(LogPath.commit(version)))
                    }
                    return commit
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return commits.sorted { $0.version < $1.version }
    }

    /// The version to read: the wanted one or the last.
    private func version(_ wanted: Int64?, in listing: LogListing) throws(DeltaError) -> Int64 {
        guard let newest = listing.newest else {
            if listing.hasIncompleteCheckpoint {
                throw DeltaError(
                    .gap, "The only checkpoint of the table lacks parts; restore them.",
                    location: path)
            }
            throw DeltaError(
                .notATable, "There is no Delta table at '\(path)': it has no _delta_log.",
                location: path)
        }
        let last = wanted ?? newest
        guard last >= 0, last <= newest else {
            throw DeltaError(
                .versionAbsent, "The table has no version \(last); its last is \(newest).",
                location: path)
        }
        return last
    }

    /// Why a version that the log reaches cannot be read from it.
    private func unreadable(
        _ version: Int64, isWanted: Bool, _ listing: LogListing
    ) -> DeltaError {
        if isWanted, let oldest = listing.oldestReadable, version < oldest {
            return DeltaError(
                .versionAbsent,
                "Version \(version) of the table is no longer kept; the oldest that can be read is "
                    + "\(oldest).", location: path)
        }
        let versions = listing.commits.map(\.version).filter { $0 <= version }
        let start = (listing.checkpoints.last { $0.version <= version }?.version ?? -1) + 1
        let present = Set(versions)
        let missing = (start...max(start, version)).first { !present.contains($0) } ?? start
        let checkpoint =
            listing.hasIncompleteCheckpoint ? "; a checkpoint is there and lacks parts" : ""
        return DeltaError(
            .gap,
            "Commit \(missing) of the table's log is missing\(checkpoint); the table cannot be read.",
            location: path)
    }
}

extension DeltaError {
    /// Whether what comes before a checkpoint may make up for the failure to read from it.
    fileprivate var isOfCheckpoint: Bool { code == .corrupt || code == .gap }
}
