import DDBBase
import DDBDeltaLog
import DDBParquet
import DDBStorage
import Synchronization

/// What a writer keeps for compaction from step to step.
final class Compactor: Sendable {
    /// One step at a time: two would choose the same parts.
    let gate = SerialGate()
    let ledger = Mutex(VectorLedger())
}

extension TableWriter {
    /// How often a step is planned anew because others took parts out of the table meanwhile.
    private static var compactionTriesMax: Int { 5 }

    /// Does one step of compaction beside commits: merges some parts and puts what comes of them in
    /// their place.
    ///
    /// Commits go on meanwhile, but for the moment in which the step is committed; rows that they
    /// mask in the parts are masked in what comes of them. Steps are done one after the other.
    /// Where the task is cancelled, the step leaves nothing behind.
    ///
    /// - Returns: What was done; nil where nothing need be.
    /// - Throws: `ParquetError`, `StorageError`, ``StoreError`` where a part cannot be read or
    ///   written; `CancellationError`.
    public func compactOnce(
        _ goal: CompactionGoal = .balance
    ) async throws -> CompactionSummary? {
        try await compactOnce(goal) { false }
    }

    /// Does one step of compaction.
    ///
    /// - Parameter shouldStop: Is asked again and again, and ends the step when it says so: then
    ///   the result is nil.
    func compactOnce(
        _ goal: CompactionGoal, shouldStop: @escaping @Sendable () -> Bool
    ) async throws -> CompactionSummary? {
        try await compactor.gate.run {
            for _ in 0..<Self.compactionTriesMax {
                try checkUsable()
                guard let claim = try claim(goal) else { return nil }
                defer { unpin(claim.files.map(\.add.path)) }
                let pool = ThreadPool(threadCount: 1)
                do {
                    let summary = try await Self.onPool(pool) {
                        try await self.compact(claim, shouldStop: shouldStop)
                    }
                    if let summary { return summary }
                } catch is CancellationError where shouldStop() {
                    return nil
                }
            }
            throw conflict("again and again")
        }
    }

    /// Parts that a step merges; they are pinned.
    private struct Claim {
        var table: StoredTable
        /// In the order of the table.
        var files: [LiveFile]
    }

    /// Chooses the parts of the next step, and pins them.
    private func claim(_ goal: CompactionGoal) throws -> Claim? {
        guard snapshot != nil else { return nil }
        let table = try table()
        let plan = CompactionPlan(options.compaction)
        let parts = compactionParts(table)
        let step =
            switch goal {
            case .balance: plan.next(parts)
            case .purge: plan.nextOfPurge(parts)
            }
        guard let step else { return nil }
        let names = step.parts.map(\.name)
        let files = state.withLock { state -> [LiveFile] in
            // What a commit has taken out meanwhile need not be merged.
            let files = names.compactMap { state.files[$0] }
            for file in files { state.pins[file.add.path, default: 0] += 1 }
            return files
        }
        return files.isEmpty ? nil : Claim(table: table, files: files)
    }

    private func compactionParts(_ table: StoredTable) -> [CompactionPart] {
        let files = self.files
        let isSortable = !table.layout.sortLeaves.isEmpty
        return compactor.ledger.withLock { ledger in
            ledger.note(
                files.values.map { file in
                    (
                        name: file.add.path, maskedCount: file.masked.count,
                        vectorBytes: Int(file.add.deletionVector?.sizeInBytes ?? 0)
                    )
                }, version: table.version)
            return table.snapshot.files.compactMap { add in
                files[add.path].map { file in
                    var part = CompactionPart(
                        name: add.path, byteCount: Int(clamping: add.byteCount),
                        rowCount: file.rowCount, maskedCount: file.masked.count,
                        isSorted: !isSortable || add.isSorted)
                    part.vectorBytesWritten = ledger.byteCount(of: add.path)
                    return part
                }
            }
        }
    }

    /// Merges parts and commits what comes of them.
    ///
    /// - Returns: nil where a part is no longer in the table; nothing is left then.
    private func compact(
        _ claim: Claim, shouldStop: @escaping @Sendable () -> Bool
    ) async throws -> CompactionSummary? {
        let begun = BegunParts()
        do {
            let summary = try await rewrite(claim, begun, shouldStop)
            if summary == nil { await giveUp(begun) }
            return summary
        } catch {
            await giveUp(begun)
            throw error
        }
    }

    private func giveUp(_ begun: BegunParts) async {
        // After a commit of which nobody knows whether it was made the table may consist of them.
        guard state.withLock({ $0.failure?.code }) != .outcomeUnknown else { return }
        let names = begun.takeAll()
        await deleteParts(names)
        target.begun.remove(names)
    }

    private func rewrite(
        _ claim: Claim, _ begun: BegunParts, _ shouldStop: @escaping @Sendable () -> Bool
    ) async throws -> CompactionSummary? {
        var settings = MergeSettings()
        settings.parts = options.parts
        settings.parts.partBytesTarget = options.compaction.partBytesTarget
        let merge = try await claim.table.openMerge(
            claim.files.map { ($0.add, $0.masked) }, settings: settings)
        let outcome = try await merge.run(
            into: target, noting: begun, shouldStop: shouldStop)
        let relocation = try relocation(of: merge, outcome)
        let place: @Sendable (Int, Int) -> PartRewrite.Place? = { source, row in
            outcome.rows.place(source: source, row: row).map {
                PartRewrite.Place(target: $0.part, row: $0.row)
            }
        }
        let rewrite = PartRewrite(
            sources: claim.files.map { .init(name: $0.add.path, masked: $0.masked) },
            targets: outcome.parts, relocation: relocation, place: place)
        try PartMerge.checkStop(shouldStop)
        guard let committed = try await commit(rewrite) else { return nil }
        var summary = CompactionSummary(version: committed.version)
        summary.readPartCount = claim.files.count
        summary.readByteCount = claim.files.reduce(0) { $0 + Int(clamping: $1.add.byteCount) }
        summary.writtenPartCount = outcome.parts.count
        summary.writtenByteCount = outcome.parts.reduce(0) { $0 + $1.summary.byteCount }
        summary.rowCount = outcome.rows.count
        summary.droppedRowCount = outcome.readRowCount - outcome.rows.count
        return summary
    }

    /// Writes down for the key index where the rows went; nil where the table has none.
    private func relocation(
        of merge: PartMerge, _ outcome: MergeOutcome
    ) throws -> Relocation? {
        guard let index, !outcome.parts.isEmpty else { return nil }
        var builder = try index.makeRelocation(of: merge.indexedSources)
        outcome.rows.forEach { source, row, place in
            builder.move(source: source, row: row, target: place.part, to: place.row)
        }
        return try builder.finish(targets: outcome.indexedParts)
    }
}

extension AddFile {
    /// Whether the rows are in the order of their keys, as the part says.
    fileprivate var isSorted: Bool { tags[WrittenPart.sortedTag] == "true" }
}
