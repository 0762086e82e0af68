import DDBBase
import DDBDeltaLog
import DDBSchema
import DDBStorage
import Synchronization

/// What a commit is to do to the positions.
struct PositionChanges: Sendable {
    var saved: [SavedPosition]
    var forgotten: [String]
}

extension TableWriter {
    /// Commits changes; inside the serial section.
    func commitNow(
        _ lanes: [StagedChanges], _ given: PositionChanges
    ) async throws -> CommitSummary {
        try check(given.saved)
        var fitting = lanes
        do {
            let summary = try await commit(&fitting, given)
            await discard(Self.parts(of: lanes, except: fitting))
            return summary
        } catch {
            // The caller may commit the same once more.
            await discard(Self.parts(of: fitting, except: lanes))
            throw error
        }
    }

    private static func parts(
        of lanes: [StagedChanges], except others: [StagedChanges]
    ) -> [FreshPart] {
        let kept = Set(others.flatMap { $0.parts.map(\.written.name) })
        return lanes.flatMap(\.parts).filter { !kept.contains($0.written.name) }
    }

    private func commit(
        _ lanes: inout [StagedChanges], _ given: PositionChanges
    ) async throws -> CommitSummary {
        for _ in 0..<options.limits.conflictTriesMax {
            try await reviveIndex()
            let plan: CommitPlan
            do {
                plan = try await makePlan(&lanes, given)
            } catch let error as StoreError where error.code == .keyIndex {
                // Damage is found where an entry is first needed: once more with a new index.
                dropIndex()
                try await reviveIndex()
                plan = try await makePlan(&lanes, given)
            }
            guard !plan.isEmpty else {
                // All that was staged is in the table already, or outdone.
                await deleteParts(plan.unused)
                target.begun.remove(plan.unused)
                return plan.summary
            }
            if let summary = try await putOrDiscard(plan) {
                target.begun.remove((lanes.flatMap(\.parts) + plan.widened).map(\.written.name))
                await deleteParts(plan.unused)
                return summary
            }
        }
        throw conflict("too many times")
    }

    /// Puts a plan into the log; what was written for it alone goes where it is not committed.
    private func putOrDiscard(_ plan: CommitPlan) async throws -> CommitSummary? {
        do {
            let summary = try await put(plan)
            if summary == nil { await discard(plan.widened) }
            return summary
        } catch {
            await discard(plan.widened)
            throw error
        }
    }

    func conflict(_ how: String) -> StoreError {
        StoreError(
            .conflict,
            "Somebody else wrote to the table '\(name)' \(how) while changes were committed; nothing "
                + "of this commit was written. Commit again, and let only one write.")
    }

    private func check(_ positions: [SavedPosition]) throws(StoreError) {
        for position in positions {
            if let order = position.order, !SequencePoint.isSequence(order.sequence) {
                throw StoreError(
                    .invalidColumns,
                    "The sequence of the position of '\(position.partition)' is not of 1 to 40 "
                        + "decimal digits.")
            }
        }
    }

    /// Makes the plan of a commit upon the table as it is known.
    private func makePlan(
        _ lanes: inout [StagedChanges], _ given: PositionChanges
    ) async throws -> CommitPlan {
        let (layout, isWider) = try await fit(&lanes)
        let base = state.withLock { state in
            (
                version: state.snapshot?.version ?? -1, files: state.files, pins: state.pins,
                positions: state.positions, index: state.index, duplicates: state.duplicates
            )
        }
        var maker = CommitMaker(
            files: base.files, pins: base.pins, now: time.now, version: base.version,
            layout: layout, random: random)
        switch options.mode {
        case .history:
            try checkNotTaken(lanes, given.saved)
            try maker.append(lanes)
        case .latest:
            if !lanes.isEmpty {
                guard let index = base.index else { throw withoutKeys() }
                let resolution = ChangeResolution(lanes, positions: base.positions)
                try maker.merge(lanes, resolution, index)
                if isWider {
                    let rows = try await widened(
                        layout, changed: resolution.keys, hasher: index.hasher)
                    maker.plan.widened = rows.parts
                    try maker.replaceAll(by: rows)
                }
            }
            if !isWider { maker.mask(base.duplicates) }
        }
        try maker.finishMasks()
        // What is forgotten does not move: its last changes may be those of this very commit.
        let forgotten = Set(given.forgotten)
        maker.add(
            changed(lanes, given.saved, base.positions).filter { !forgotten.contains($0.partition) }
        )
        maker.forget(forgotten.filter { base.positions[$0] != nil })
        return maker.plan
    }

    /// Checks that others have not appended what a commit is to append.
    ///
    /// Rows that are laid down cannot be told apart any more, so that what others have is not left
    /// out but refused with the rest.
    ///
    /// - Throws: ``StoreError/Code/conflict`` where others have moved on a partition that changes
    ///   or positions are of, unless all of its changes lie behind that.
    private func checkNotTaken(
        _ lanes: [StagedChanges], _ given: [SavedPosition]
    ) throws(StoreError) {
        let (moved, known) = state.withLock { ($0.movedByOthers, $0.positions) }
        if moved.isEmpty { return }
        var taken = given.filter { moved.contains($0.partition) && known[$0.partition] != $0 }
            .map(\.partition)
        for lane in lanes {
            for (name, least) in zip(lane.partitions, lane.least) where moved.contains(name) {
                switch least {
                case .untaken: break
                case .unordered: taken.append(name)
                case .order(let least):
                    if let point = known[name]?.order, least.isCovered(by: ChangeOrder(point)) {
                        taken.append(name)
                    }
                }
            }
        }
        guard let name = taken.min() else { return }
        throw StoreError(
            .conflict,
            "Somebody else has written changes of the partition '\(name)' to the table "
                + "'\(self.name)', which keeps every change, so these may be in it already; nothing of "
                + "this commit was written. Open the table again and go on from its positions, and "
                + "let only one write each partition.")
    }

    /// The positions that change, with the greatest orders of the records that are committed.
    private func changed(
        _ lanes: [StagedChanges], _ given: [SavedPosition], _ known: [String: SavedPosition]
    ) -> [SavedPosition] {
        var changed: [String: SavedPosition] = [:]
        for position in given {
            var position = position
            if let order = known[position.partition]?.order {
                position.order = max(position.order ?? order, order)
            }
            changed[position.partition] = position
        }
        for lane in lanes {
            for (name, order) in zip(lane.partitions, lane.greatest) {
                guard let point = order?.point else { continue }
                var position =
                    changed[name] ?? known[name] ?? SavedPosition(partition: name)
                position.order = max(position.order ?? point, point)
                changed[name] = position
            }
        }
        return changed.values.filter { known[$0.partition] != $0 }
            .sorted { $0.partition < $1.partition }
    }

    /// The columns that the table gets; lanes whose parts do not have them are laid down anew.
    ///
    /// - Returns: The columns, and whether some of those that the table has are wider now, so that
    ///   all of it must be written anew.
    private func fit(
        _ lanes: inout [StagedChanges]
    ) async throws -> (layout: TableLayout, isWider: Bool) {
        let columns = state.withLock { baseColumns($0) }
        let limits = options.parts.limits
        var shape = MapShape()
        for lane in lanes {
            shape.formJoin(lane.shape, limits: limits, keysMax: limits.attributesMax)
        }
        let grown = columns.grown(
            by: shape, limits: limits, widensNumbers: mayWiden(columns))
        let layout = TableLayout(columns: grown, mode: options.mode)
        for place in lanes.indices
        where lanes[place].parts.contains(where: { !$0.written.fits(layout) }) {
            lanes[place].parts = try await rewritten(lanes[place].parts, layout)
        }
        let known = state.withLock { $0.layout }
        return (layout, known.map { !$0.columns.isPart(of: grown) } ?? false)
    }

    /// Writes parts of a lane anew with other columns; rows keep their order.
    private func rewritten(
        _ parts: [FreshPart], _ layout: TableLayout
    ) async throws -> [FreshPart] {
        let rows = FreshRows(
            target: target, settings: options.parts, form: form(of: layout.columns),
            growth: .none, base: layout.columns,
            defaultTimestamp: (options.timestamp ?? time.now).microseconds)
        do {
            for part in parts {
                if let batches = part.batches {
                    for batch in batches { try await rows.append(batch) }
                } else {
                    try await copy(part, to: rows)
                }
            }
            try await rows.finish()
        } catch {
            await rows.abandon()
            await discard(rows.parts)
            throw error
        }
        return rows.parts
    }

    private func copy(_ part: FreshPart, to rows: FreshRows) async throws {
        let blob = try await target.store.openReader(log.storePath(part.written.name))
        let reader = try PartReader(source: BlobSource(blob), layout: part.written.layout)
        var items = try reader.items()
        while let batch = try items.nextBatch() { try await rows.append(batch) }
    }
}
