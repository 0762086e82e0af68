import DDBBase
import DDBDeltaLog
import DDBParquet
import Synchronization

extension TableWriter {
    /// Commits a compaction between two commits of changes: rows that were masked in the sources
    /// since they were read are masked in the targets.
    ///
    /// - Returns: nil, with nothing done, where a source is no longer in the table; then the
    ///   targets are the caller's to delete.
    /// - Throws: As ``commit(_:_:)``; unless the code is ``StoreError/Code/outcomeUnknown`` nothing
    ///   was committed, and the targets are the caller's to delete.
    func commit(_ rewrite: PartRewrite) async throws -> CommitSummary? {
        try await serially { try await self.commitNow(rewrite) }
    }

    private func commitNow(_ rewrite: PartRewrite) async throws -> CommitSummary? {
        for _ in 0..<options.limits.conflictTriesMax {
            try await reviveIndex()
            guard let plan = try makePlan(rewrite) else { return nil }
            if let summary = try await put(plan) {
                target.begun.remove(rewrite.targets.map(\.name))
                return summary
            }
        }
        throw conflict("too many times")
    }

    /// The plan of a compaction; nil where a source is gone, or the table has other columns than
    /// the targets by now.
    private func makePlan(_ rewrite: PartRewrite) throws -> CommitPlan? {
        let (version, files, pins, layout, duplicates) = state.withLock {
            ($0.snapshot?.version ?? -1, $0.files, $0.pins, $0.layout, $0.duplicates)
        }
        guard let layout, rewrite.targets.allSatisfy({ $0.fits(layout) }) else { return nil }
        var maker = CommitMaker(
            files: files, pins: pins, now: time.now, version: version, layout: layout,
            random: random)
        guard try maker.replace(rewrite, outdone: duplicates) else { return nil }
        let sources = Set(rewrite.sources.map(\.name))
        maker.mask(duplicates.filter { !sources.contains($0.key) })
        try maker.finishMasks()
        return maker.plan
    }
}

extension CommitMaker {
    /// Adds parts that take the place of others.
    ///
    /// - Parameter outdone: Rows of the others that are to be masked.
    /// - Returns: Whether all those are still in the table.
    mutating func replace(
        _ rewrite: PartRewrite, outdone: [String: RowSet]
    ) throws -> Bool {
        var dead: [[Int]] = Array(repeating: [], count: rewrite.targets.count)
        plan.operation = rewrite.operation
        plan.relocation = rewrite.relocation
        // There was no index when the rows were moved; there may be one by now.
        plan.outdatesIndex = rewrite.relocation == nil && !rewrite.targets.isEmpty
        for (place, source) in rewrite.sources.enumerated() {
            guard let file = files[source.name] else { return false }
            // Rows that others have brought back meanwhile were left out of the targets.
            let isWhole = source.masked.added(since: file.masked, rowCount: file.rowCount).isEmpty
            guard isWhole else { return false }
            let masked = outdone[source.name].map { file.masked.union($0) } ?? file.masked
            for row in masked.added(since: source.masked, rowCount: file.rowCount) {
                guard let moved = rewrite.place(place, row) else { continue }
                dead[moved.target].append(moved.row)
            }
            plan.actions.append(
                .remove(file.add.removal(at: now.milliseconds, dataChange: false)))
            plan.gone.append(source.name)
            plan.summary.removedPartCount += 1
        }
        for (target, rows) in zip(rewrite.targets, dead) {
            try add(target, masked: RowSet(rows))
        }
        return true
    }

    /// Adds a part that changes nothing; also one without visible rows, which the index knows.
    private mutating func add(_ part: WrittenPart, masked rows: RowSet) throws {
        var file = part.addFile(modified: now)
        file.dataChange = false
        if !rows.isEmpty {
            file = try file.masked(by: plan.vectors.add(rows), dataChange: false)
        }
        plan.actions.append(.add(file))
        plan.files.append(LiveFile(file, rowCount: part.summary.rowCount, masked: rows))
        plan.summary.partCount += 1
        plan.summary.byteCount += Int(file.byteCount)
    }
}
