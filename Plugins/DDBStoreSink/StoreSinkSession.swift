import DDBAttributes
import DDBPipeline
import DDBStore

/// One load into a table.
final class StoreSinkSession: StagingSink {
    private let load: TableLoad

    init(_ load: TableLoad) {
        self.load = load
    }

    func openLane() async throws -> StoreSinkLane { StoreSinkLane(load.makeLane()) }

    func commit(_ staged: [StagedRows], _ progress: [PartitionProgress]) async throws {
        _ = try await load.commit(staged)
    }

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
