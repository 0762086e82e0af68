import DDBPipeline
import DDBStore
import Synchronization

/// One load into a table.
final class StoreSinkSession: StagingSink {
    private let load: TableLoad
    /// What lanes have sealed or closed, for ``abort()``.
    private let staged = Mutex<[StagedRows]>([])

    init(_ load: TableLoad) {
        self.load = load
    }

    func openLane() async throws -> StoreSinkLane { StoreSinkLane(load.makeLane(), session: self) }

    func commit(_ staged: [StagedRows], _ progress: [PartitionProgress]) async throws {
        _ = try await load.commit(staged)
        self.staged.withLock { $0 = [] }
    }

    func abort() async {
        // What cannot be deleted now is an orphan that no reader sees and that the next writer
        // deletes.
        try? await load.abandon(staged.withLock { $0 })
    }

    fileprivate func note(_ rows: StagedRows) { staged.withLock { $0.append(rows) } }
}

/// A lane of a load.
final class StoreSinkLane: StagingLane {
    private let lane: LoadLane
    private let session: StoreSinkSession
    private var hasRows = false

    init(_ lane: LoadLane, session: StoreSinkSession) {
        self.lane = lane
        self.session = session
    }

    func stage(_ batch: Batch) async throws -> [RecordReject] {
        try await lane.append(batch.items)
        hasRows = hasRows || batch.rowCount > 0
        return []
    }

    func seal() async throws -> StagedRows? {
        guard hasRows else { return nil }
        hasRows = false
        let rows = try await lane.finish()
        session.note(rows)
        return rows
    }

    func close() async { session.note(await lane.abandon()) }
}
