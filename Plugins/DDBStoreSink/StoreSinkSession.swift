import DDBAttributes
import DDBPipeline
import DDBStore

/// One load into a table, or what is left to do of one that did not finish.
final class StoreSinkSession: TransactionalSink {
    private let load: TableLoad
    private let snapshots: SinkSnapshots?
    let commitPolicy: CommitPolicy

    init(_ load: TableLoad, checkpointInterval: Duration, snapshots: SinkSnapshots?) {
        self.load = load
        self.snapshots = snapshots
        // Sealing ends a part, so only time asks for it: parts end by themselves at their size.
        commitPolicy = .periodic(
            CommitCadence(interval: checkpointInterval, byteCountMax: .max, rowCountMax: .max))
    }

    var showsCommits: Bool { false }

    func restore() async throws -> PositionMap {
        PositionMap(
            try load.positions.map { saved in
                PartitionProgress(
                    try Partition(saved.partition), try Position(saved.position ?? ""),
                    isFinished: saved.isFinished)
            })
    }

    func openLane() async throws -> StoreSinkLane { StoreSinkLane(load.makeLane()) }

    func commit(_ staged: [StagedRows], _ progress: [PartitionProgress]) async throws {
        try await load.checkpoint(
            staged,
            progress.filter { !$0.isForgotten }.map {
                SavedPosition(
                    partition: $0.partition.id, position: $0.position.text,
                    isFinished: $0.isFinished)
            }, forgetting: progress.filter(\.isForgotten).map(\.partition.id))
    }

    func finish() async throws {
        let summary = try await load.commit()
        snapshots?.committed(version: summary.version)
        await snapshots?.finish()
    }

    /// What is committed stays for the next run.
    func suspend() async throws {}

    func abort() async {
        // What cannot be deleted now is an orphan that no reader sees and that the next writer
        // deletes.
        try? await load.abandon()
    }
}

/// A lane of a load.
final class StoreSinkLane: StagingLane {
    private let lane: LoadLane
    private var hasRows = false

    init(_ lane: LoadLane) {
        self.lane = lane
    }

    func stage(_ batch: Batch) async throws -> [RecordReject] {
        try await lane.append(batch.items)
        hasRows = hasRows || batch.rowCount > 0
        return batch.items.records.indices.compactMap { index in
            guard batch.items.records[index].newImage < 0 else { return nil }
            return RecordReject(
                recordIndex: index, reason: "it has no item: a load takes items, not deletes")
        }
    }

    func seal() async throws -> StagedRows? {
        guard hasRows else { return nil }
        let rows = try await lane.finish()
        hasRows = false
        return rows
    }

    func close() async { await lane.abandon() }
}
