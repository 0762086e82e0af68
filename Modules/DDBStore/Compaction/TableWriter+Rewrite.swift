import DDBBase
import DDBDeltaLog
import DDBParquet
import Synchronization

extension TableWriter {
    /// Commits a compaction; inside the serial section.
    func commitNow(_ rewrite: PartRewrite) async throws -> CommitSummary? {
        for _ in 0..<options.limits.conflictTriesMax {
            try await reviveIndex()
            guard let plan = try plan(of: rewrite) else { return nil }
            if let summary = try await put(plan) { return summary }
        }
        throw conflict("too many times")
    }

    /// Makes the commit of a compaction upon the table as it is known.
    ///
    /// - Returns: nil where a source is no longer there, or the table's columns are no longer those
    ///   of the targets.
    private func plan(of rewrite: PartRewrite) throws -> CommitPlan? {
        let (version, files, pins, duplicates, layout) = state.withLock { state in
            (
                state.snapshot?.version ?? -1, state.files, state.pins, state.duplicates,
                state.layout
            )
        }
        guard let layout, rewrite.targets.allSatisfy({ $0.fits(layout) }) else { return nil }
        let now = time.now
        var others = files
        for source in rewrite.sources {
            guard others.removeValue(forKey: source.name) != nil else { return nil }
        }
        var maker = CommitMaker(
            files: others, pins: pins, now: now, version: version, layout: layout, random: random)
        maker.mask(duplicates)
        try maker.finishMasks()
        var plan = maker.plan
        var masked = [[Int]](repeating: [], count: rewrite.targets.count)
        for (place, source) in rewrite.sources.enumerated() {
            guard let file = files[source.name] else { return nil }
            plan.actions.append(
                .remove(file.add.removal(at: now.milliseconds, dataChange: false)))
            plan.gone.append(source.name)
            var gone = file.masked
            if let rows = duplicates[source.name] { gone.formUnion(rows) }
            for row in gone.added(since: source.masked, rowCount: file.rowCount) {
                guard let went = rewrite.place(place, row) else {
                    preconditionFailure("a row that was visible went somewhere")
                }
                masked[went.target].append(went.row)
            }
        }
        for (part, rows) in zip(rewrite.targets, masked) {
            try add(part, masking: RowSet(rows), to: &plan, at: now)
        }
        plan.relocation = rewrite.relocation
        plan.operation = rewrite.operation
        plan.summary.removedPartCount += rewrite.sources.count
        plan.summary.vectorByteCount = plan.vectors.files.reduce(0) { $0 + $1.bytes.count }
        return plan
    }

    private func add(
        _ part: WrittenPart, masking rows: RowSet, to plan: inout CommitPlan, at now: Instant
    ) throws {
        var file = part.addFile(modified: now)
        file.dataChange = false
        if !rows.isEmpty {
            file = try file.masked(by: plan.vectors.add(rows), dataChange: false)
        }
        plan.actions.append(.add(file))
        plan.files.append(LiveFile(file, rowCount: part.summary.rowCount, masked: rows))
        plan.summary.partCount += 1
        plan.summary.byteCount += Int(clamping: file.byteCount)
    }
}

extension RowSet {
    /// The rows that this set has and an earlier one has not, rising.
    func added(since earlier: RowSet, rowCount: Int) -> [Int] {
        guard count > earlier.count else { return [] }
        let before = earlier.words(rowCount: rowCount)
        var rows: [Int] = []
        for (index, word) in words(rowCount: rowCount).enumerated() {
            var new = word & ~before[index]
            while new != 0 {
                rows.append(index << 6 | new.trailingZeroBitCount)
                new &= new - 1
            }
        }
        return rows
    }
}
