public import DDBAttributes
import DDBSchema

/// One of the parallel ways into a load; used by one task at a time.
public final class LoadLane {
    private let load: TableLoad
    private var lane: PartLane?

    init(_ load: TableLoad) {
        self.load = load
    }

    /// Appends the items of a batch; returns when there is room for more.
    public func append(_ batch: ItemBatch) async throws {
        guard !batch.records.isEmpty else { return }
        let lane =
            try lane
            ?? load.makePartLane(
                shape: load.knownShape, keys: load.keys(guessingFrom: batch))
        self.lane = lane
        try await lane.append(batch)
    }

    /// Makes what was appended since the last call durable, though not visible.
    ///
    /// More may be appended afterwards: it goes into further parts.
    public func finish() async throws -> StagedRows {
        guard let lane else { return StagedRows(parts: [], shape: MapShape()) }
        let shape = try await lane.finish()
        self.lane = nil
        return StagedRows(parts: lane.parts, shape: shape)
    }

    /// Gives up what was not finished; what was closed of it is left for ``TableLoad/abandon()``.
    public func abandon() async {
        await lane?.abandon()
        lane = nil
    }
}
