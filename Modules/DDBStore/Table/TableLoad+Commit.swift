import DDBBase
import DDBDeltaLog
import DDBSchema
import Synchronization

extension TableLoad {
    /// Makes durable what lanes have staged, with the positions that it covers, though nothing is
    /// visible: a later load with the same options has it.
    ///
    /// It is never called twice at once, nor with ``commit(_:)``.
    ///
    /// - Parameter forgotten: Partitions of which nothing will ever come again, whose positions go;
    ///   none of those that `positions` has.
    /// - Throws: ``StoreError/Code/conflict`` where somebody else goes on with this load, in a
    ///   store without locks.
    public func checkpoint(
        _ staged: [StagedRows], _ positions: [SavedPosition], forgetting forgotten: [String] = []
    ) async throws {
        let known = state.withLock { $0 }
        let forgotten = forgotten.filter { known.generation.positions[$0] != nil }
        if staged.allSatisfy(\.parts.isEmpty), positions.isEmpty, forgotten.isEmpty { return }
        let parts = stagedParts(staged, keys: known.keys ?? [])
        var pending = try known.generation.commit(
            adding: parts, shape: joined(known.generation.shape, staged), positions: positions,
            forgetting: forgotten, keys: known.keys, options: options, now: time.now, random: random
        )
        let log = known.generation.log
        // From here on nobody knows for certain that the generation does not name them.
        target.begun.remove(parts.map(\.name))
        switch await Self.put(pending.commit, into: log, onto: known.generation.snapshot) {
        case .committed(let version):
            try await pending.generation.committed(pending.commit, version: version)
            let after = pending.generation
            state.withLock { $0.generation = after }
        case .conflict:
            throw StoreError(
                .conflict,
                "Somebody else goes on with the unfinished load of '\(target.folder)'; let one of the "
                    + "two end.")
        case .failed(let cause):
            throw cause
        }
    }

    /// Makes a table of parts that all fit its columns.
    func commit(
        _ layout: TableLayout, _ parts: [StagedPart], generation: String?
    ) async throws -> Int64 {
        let now = time.now
        var actions: [LogAction] = [
            .protocolVersion(protocolVersion(layout)),
            .metaData(metadata(layout, now, generation: generation)),
        ]
        actions += (snapshot?.files ?? []).map { .remove($0.removal(at: now.milliseconds)) }
        actions += parts.map { .add($0.file) }
        // Positions say how far the rows that go now have followed a source.
        let positions = (snapshot?.domains ?? []).filter {
            $0.domain.utf8.starts(with: SavedPosition.domainPrefix.utf8)
        }
        actions += positions.map {
            .domainMetadata(
                DomainMetadata(
                    domain: $0.domain, configuration: $0.configuration, isRemoved: true))
        }
        let commit = try TableCommit(
            actions,
            info: CommitInfo(
                timestamp: now.milliseconds, operation: "CREATE OR REPLACE TABLE AS SELECT",
                parameters: [("mode", snapshot == nil ? "ErrorIfExists" : "Overwrite")],
                engine: "ddbkit"),
            random: random)
        state.withLock { $0.isCommitting = true }
        switch await Self.put(commit, into: log, onto: snapshot) {
        case .committed(let version):
            return version
        case .conflict:
            state.withLock { $0.isCommitting = false }
            throw StoreError(
                .conflict,
                "Somebody else wrote to the table '\(target.folder)' during the load; "
                    + "nothing was changed. Load again.")
        case .failed(let cause):
            guard await isUnchanged() else {
                throw StoreError(
                    .outcomeUnknown,
                    "The store failed while the table '\(target.folder)' was committed, so it is the "
                        + "old one or the new one: look with `ddbkit store ls`, and load again with "
                        + "--replace.", cause: cause)
            }
            state.withLock { $0.isCommitting = false }
            throw cause
        }
    }

    private enum Outcome {
        case committed(Int64)
        case conflict
        case failed(any Error)
    }

    private static let commitTriesMax = 3

    /// Puts a commit into a log, more than once where the store fails on the way.
    private static func put(
        _ commit: TableCommit, into log: DeltaTable, onto snapshot: TableSnapshot?
    ) async -> Outcome {
        var failure: any Error = CancellationError()
        for _ in 0..<commitTriesMax {
            do {
                switch try await log.commit(commit, onto: snapshot) {
                case .committed(let version): return .committed(version)
                case .retryable(let cause), .unconfirmed(_, let cause): failure = cause
                case .conflict: return .conflict
                }
            } catch {
                return .failed(error)
            }
        }
        return .failed(failure)
    }

    /// Whether the log certainly is as it was before the commit.
    private func isUnchanged() async -> Bool {
        do {
            let version = try await log.exists() ? await log.snapshot().version : nil
            return version == snapshot?.version
        } catch {
            return false
        }
    }

    private func protocolVersion(_ layout: TableLayout) -> ProtocolVersion {
        var features: Set<TableFeature> = layout.columns.usesColumnMapping ? [.columnMapping] : []
        // A table's protocol never goes back: readers of older versions rely on it.
        features.formUnion(snapshot?.protocolVersion.writerFeatures ?? [])
        return ProtocolVersion(requiring: features)
    }

    private func metadata(
        _ layout: TableLayout, _ now: Instant, generation: String?
    ) -> TableMetadata {
        var properties = options.properties
        properties[TableProperty.mode] = layout.mode.rawValue
        properties[TableProperty.keys] = TableProperty.text(of: layout.columns.keys)
        properties[TableProperty.generation] = generation
        for (name, value) in layout.mappingProperties { properties[name] = value }
        return TableMetadata(
            id: snapshot?.metadata.id ?? random.uuid(), name: target.folder,
            schema: layout.deltaSchema,
            createdTime: snapshot?.metadata.createdTime ?? now.milliseconds,
            configuration: properties)
    }
}
