import DDBStorage

extension DeltaTable {
    /// How often a log is read that others clean up meanwhile.
    private static var verificationTriesMax: Int { 3 }

    /// Reads the whole log and proves it.
    ///
    /// Every version from the oldest that can be read has its commit; each checkpoint is whole and
    /// says what the commits before it add up to; the hint leads to a checkpoint. Two states of the
    /// table are in memory at a time. What others commit meanwhile is left out.
    ///
    /// - Throws: ``DeltaError/Code/notATable`` where there is no log; what the store throws.
    public func verifyLog() async throws -> LogVerification {
        var tries = 1
        while true {
            do {
                return try await LogProof(self).run()
            } catch is LogMoved where tries < Self.verificationTriesMax {
                tries += 1
            } catch is LogMoved {
                throw DeltaError(
                    .gap, "The table's log is cleaned up faster than it can be read; try again.",
                    location: path)
            }
        }
    }
}

/// A file vanished that a listing had shown.
private struct LogMoved: Error {}

/// One pass over a log.
private struct LogProof {
    private let table: DeltaTable
    private let listing: LogListing
    private var result: LogVerification

    init(_ table: DeltaTable) async throws {
        self.table = table
        listing = try await table.listLog(from: nil)
        guard let newest = listing.newest else {
            throw DeltaError(
                .notATable, "There is no Delta table at '\(table.path)': it has no _delta_log.",
                location: table.path)
        }
        result = LogVerification(newest: newest, oldest: newest)
    }

    consuming func run() async throws -> LogVerification {
        try await checkHint()
        if listing.hasIncompleteCheckpoint {
            result.notes.append("A checkpoint lacks some of its parts; it is passed over.")
        }
        let segments = listing.segments(to: result.newest)
        // From the oldest start that is whole: the later checkpoints are compared on the way.
        for segment in segments.reversed() {
            if try await replay(segment) { return result }
        }
        result.faults.append(unreachable(segments.isEmpty))
        return result
    }

    private func unreachable(_ hasNoStart: Bool) -> String {
        guard hasNoStart else {
            return "Nothing is left from which version \(result.newest) of the table can be read."
        }
        let present = Set(listing.commits.map(\.version))
        let start = (listing.checkpoints.last?.version ?? -1) + 1
        let missing = (start...max(start, result.newest)).first { !present.contains($0) } ?? start
        return "Commit \(missing) of the log is missing."
    }

    /// The hint may be absent or old: whoever died between a checkpoint and its hint leaves it so.
    private mutating func checkHint() async throws {
        let path = table.storePath(LastCheckpoint.path)
        let isThere = try await table.store.attributes(path) != nil
        let version = try await table.lastCheckpointVersion()
        switch (isThere, version) {
        case (false, _):
            if !listing.checkpoints.isEmpty {
                result.notes.append("There is no _last_checkpoint; readers list the whole log.")
            }
        case (true, nil):
            result.hasBrokenHint = true
            result.faults.append("_last_checkpoint cannot be read.")
        case (true, let version?):
            if try await !isWhole(version) {
                result.hasBrokenHint = true
                result.faults.append(
                    "_last_checkpoint names a checkpoint of version \(version), which is not whole or "
                        + "not there.")
            }
        }
    }

    /// Whether there is a whole checkpoint of a version; one that was written after the listing is
    /// in another.
    private func isWhole(_ version: Int64) async throws -> Bool {
        if listing.checkpoints.contains(where: { $0.version == version }) { return true }
        return try await table.listLog(from: version).checkpoints.contains {
            $0.version == version
        }
    }

    /// Reads from a start to the newest version.
    ///
    /// - Returns: Whether the start can be used.
    private mutating func replay(_ segment: LogSegment) async throws -> Bool {
        var state = ReplayState()
        if let checkpoint = segment.checkpoint {
            guard let read = try await self.read(checkpoint) else { return false }
            state = read
        }
        result.oldest = segment.checkpoint?.version ?? 0
        noteStrayCommits()
        for version in segment.commits {
            let commit: LoggedCommit?
            do {
                commit = try await table.readCommit(version)
            } catch let error as DeltaError {
                result.faults.append("Commit \(version) cannot be read: \(error)")
                return true
            }
            guard let commit else { throw LogMoved() }
            result.commitCount += 1
            state.apply(commit.actions, version: version)
            for checkpoint in listing.checkpoints where checkpoint.version == version {
                guard let other = try await self.read(checkpoint) else { continue }
                compare(state, other, version)
            }
        }
        if state.protocolVersion == nil { result.faults.append("The log has no protocol action.") }
        if state.metadata == nil { result.faults.append("The log has no metaData action.") }
        return true
    }

    /// Commits before the oldest version that can be read are what a clean-up that died has left.
    private mutating func noteStrayCommits() {
        let count = listing.commits.count { $0.version < result.oldest }
        if count > 0 {
            result.notes.append(
                "\(count) commits before version \(result.oldest) are left that lead nowhere; the next "
                    + "clean-up of the log deletes them.")
        }
    }

    /// What a checkpoint holds; nil where it is damaged, which is noted.
    private mutating func read(
        _ checkpoint: LogListing.Checkpoint
    ) async throws -> ReplayState? {
        var state = ReplayState()
        do {
            try await table.read(checkpoint, into: &state)
        } catch let error as DeltaError {
            if error.code == .gap { throw LogMoved() }
            fault(checkpoint.version, "cannot be read: \(error)")
            return nil
        }
        result.checkpointCount += 1
        return state
    }

    private mutating func fault(_ version: Int64, _ what: String) {
        result.faults.append("The checkpoint of version \(version) \(what)")
        if !result.damagedCheckpoints.contains(version) {
            result.damagedCheckpoints.append(version)
        }
    }

    private mutating func compare(
        _ state: ReplayState, _ checkpoint: ReplayState, _ version: Int64
    ) {
        let agree =
            state.files.count == checkpoint.files.count
            && state.files.allSatisfy { identity, entry in
                checkpoint.files[identity].map { entry.file.agrees(with: $0.file) } ?? false
            }
        let differences = [
            agree ? nil : "files",
            state.protocolVersion == checkpoint.protocolVersion ? nil : "protocol",
            state.metadata == checkpoint.metadata ? nil : "metadata",
            state.transactions == checkpoint.transactions ? nil : "transactions",
            state.domains == checkpoint.domains ? nil : "domains",
        ].compactMap(\.self)
        if differences.isEmpty { return }
        fault(version, "says other than the commits: \(differences.joined(separator: ", ")).")
    }
}

extension AddFile {
    /// Whether a checkpoint says the same of a file.
    ///
    /// Checkpoints of other software may lack statistics in this form, and tags.
    fileprivate func agrees(with checkpoint: AddFile) -> Bool {
        var (left, right) = (self, checkpoint)
        (left.dataChange, right.dataChange) = (false, false)
        left.deletionVector?.maxRowIndex = nil
        right.deletionVector?.maxRowIndex = nil
        if right.statistics == nil { left.statistics = nil }
        if right.tags.isEmpty { left.tags = [:] }
        return left == right
    }
}
