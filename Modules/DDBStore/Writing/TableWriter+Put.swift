import DDBBase
package import DDBDeltaLog
import DDBSchema
import DDBStorage
import Synchronization

extension TableWriter {
    /// Puts a plan into the log.
    ///
    /// - Returns: nil where others committed first; the writer knows of it then.
    func put(_ plan: CommitPlan) async throws -> CommitSummary? {
        let commit = try commit(of: plan)
        let vectors = plan.vectors.files.map(\.path)
        for path in vectors { target.begun.insert(path) }
        let outcome: Outcome
        do {
            try await log.write(plan.vectors)
            outcome = try await put(commit)
        } catch {
            await deleteVectors(plan)
            throw error
        }
        switch outcome {
        case .committed(let version):
            let summary = try await finish(plan, commit, version)
            target.begun.remove(vectors)
            return summary
        case .conflict(let winners):
            await deleteVectors(plan)
            try await take(winners)
            return nil
        }
    }

    /// What is left of the outcomes of a commit when the uncertain ones were tried again.
    private enum Outcome {
        case committed(Int64)
        case conflict([LoggedCommit])
    }

    private func deleteVectors(_ plan: CommitPlan) async {
        guard state.withLock({ $0.failure }) == nil else { return }
        let paths = plan.vectors.files.map(\.path)
        await deleteParts(paths)
        target.begun.remove(paths)
    }

    /// Puts a commit into the log, more than once where the store fails on the way.
    ///
    /// - Throws: ``StoreError/Code/outcomeUnknown`` where nobody knows whether it is there; any
    ///   other error where it surely is not.
    private func put(_ commit: TableCommit) async throws -> Outcome {
        let snapshot = snapshot
        var cause: (any Error)?
        try Task.checkCancellation()
        for _ in 0..<options.limits.storeTriesMax {
            do {
                switch try await uncancelled(commit, onto: snapshot) {
                case .committed(let version): return .committed(version)
                case .conflict(let winners): return .conflict(winners)
                case .retryable(let failure), .unconfirmed(_, let failure): cause = failure
                }
            } catch let error as StorageError where error.disposition == .retry {
                cause = error
            } catch {
                // Before anything was written this is a failure like others.
                guard let earlier = cause else { throw error }
                throw unknown(earlier)
            }
        }
        throw unknown(cause ?? CancellationError())
    }

    /// Tries a commit to its end whether or not the caller is cancelled: a request that is broken
    /// off may have made the commit, and what it names would be deleted.
    private func uncancelled(
        _ commit: TableCommit, onto snapshot: TableSnapshot?
    ) async throws -> CommitOutcome {
        let log = log
        // Awaited here; nobody cancels it, and the store bounds how long it takes.
        return try await Task(executorPreference: pool) {
            try await log.commit(commit, onto: snapshot)
        }.value
    }

    private func unknown(_ cause: any Error) -> StoreError {
        let failure = StoreError(
            .outcomeUnknown,
            "The store failed while changes were committed to the table '\(name)', so they are there "
                + "or not: open the table again and go on from its positions.", cause: cause)
        poison(failure)
        return failure
    }

    /// The commit of a plan, with the protocol and metadata that it needs.
    private func commit(of plan: CommitPlan) throws -> TableCommit {
        let actions = try header(of: plan) + plan.actions
        return try TableCommit(
            actions,
            info: CommitInfo(
                timestamp: time.now.milliseconds, operation: plan.operation, engine: "ddbkit"),
            random: random)
    }

    /// Takes in what a commit of one's own has done.
    private func finish(
        _ plan: CommitPlan, _ commit: TableCommit, _ version: Int64
    ) async throws -> CommitSummary {
        if snapshot == nil {
            let first = try await firstSnapshot(version)
            state.withLock { $0.snapshot = first }
        } else {
            try advance(by: commit, to: version)
        }
        var summary = plan.summary
        summary.version = version
        let (index, handlers, fileCount) = state.withLock { state in
            for path in plan.gone { state.removeFile(path) }
            for file in plan.files { state.insert(file) }
            for partition in plan.forgotten { state.positions[partition] = nil }
            for position in plan.positions { state.positions[position.partition] = position }
            state.layout = plan.layout
            state.duplicates = [:]
            return (state.index, state.handlers, state.files.count)
        }
        if plan.outdatesIndex {
            dropIndex()
        } else if let index {
            let point = IndexPoint(version: version, stamp: IndexShop.stamp(commit.id))
            do {
                try index.apply(plan.keyChanges(at: point))
                if index.needsSettlement { await settle(index) }
            } catch {
                // The commit stands; the next one begins with an index made anew.
                dropIndex()
            }
        }
        let notice = CommitNotice(
            summary: summary, fileCount: fileCount, actionCount: commit.actions.count,
            removedByteCount: plan.removedByteCount)
        for handler in handlers { handler(notice) }
        return summary
    }

    /// Takes one's own commit into the snapshot.
    ///
    /// The commit is made: were the failure any other, its parts would be deleted as not committed.
    ///
    /// - Throws: ``StoreError/Code/outcomeUnknown``; the writer refuses all further work then.
    package func advance(by commit: TableCommit, to version: Int64) throws {
        do {
            try state.withLock { try $0.snapshot?.apply(commit, version: version) }
        } catch {
            let failure = StoreError(
                .outcomeUnknown,
                "A commit of the table '\(name)' is made, and then could not be followed: open the "
                    + "table again.", cause: error)
            poison(failure)
            throw failure
        }
    }

    /// Reads the table that one's own commit has made.
    private func firstSnapshot(_ version: Int64) async throws -> TableSnapshot {
        do {
            return try await log.snapshot(at: version)
        } catch {
            let failure = StoreError(
                .outcomeUnknown,
                "The first commit of the table '\(name)' is made, and then its log could not be read: "
                    + "open the table again.", cause: error)
            poison(failure)
            throw failure
        }
    }

    /// Makes the index's new base durable beside the commits.
    private func settle(_ index: KeyIndex) async {
        await settling.withLock { $0 }?.value
        // Awaited by the next of its kind and by `close()`; nobody cancels it.
        let task = Task(executorPreference: pool) {
            do {
                try index.settle()
            } catch {
                // The table is not concerned; the next commit makes the index anew.
                self.dropIndex()
            }
        }
        settling.withLock { $0 = task }
    }
}
