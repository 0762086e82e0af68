import DDBAttributes
import DDBPipeline
import DDBStore
import Logging
import Metrics
import Synchronization

/// Changes for a table: each commit has rows, masks and positions.
final class StoreChangeSession: TransactionalSink {
    private let writer: TableWriter
    private let snapshots: SinkSnapshots?
    private let tempo: Mutex<CommitTempo>
    private let claims = PartitionClaims()
    private let laneCount = Atomic(0)
    /// How many failures of maintenance were told.
    private let toldFailures = Atomic(0)
    /// What was told to stay for readers.
    private let toldHolds = Mutex<[MaintenanceHold]>([])
    private let dropped = Atomic(0)
    private let logger: Logger
    private let droppedCounter: Counter

    init(
        _ writer: TableWriter, cadence: CommitCadence, snapshots: SinkSnapshots?, logger: Logger,
        metrics: any MetricsFactory
    ) {
        self.writer = writer
        self.snapshots = snapshots
        tempo = Mutex(CommitTempo(cadence))
        self.logger = logger
        droppedCounter = Counter(
            label: "records_dropped_total", dimensions: [("table", writer.name)],
            factory: metrics)
    }

    var commitPolicy: CommitPolicy { .periodic(tempo.withLock { $0.cadence }) }

    func restore() async throws -> PositionMap {
        // A partition that only records name has an order and no position.
        let begun = writer.positions.filter { $0.position != nil || $0.isFinished }
        return PositionMap(
            try begun.map { saved in
                PartitionProgress(
                    try Partition(saved.partition), try Position(saved.position ?? ""),
                    isFinished: saved.isFinished)
            })
    }

    func openLane() async throws -> StoreChangeLane {
        StoreChangeLane(
            writer.makeLane(), index: laneCount.add(1, ordering: .relaxed).oldValue,
            claims: claims)
    }

    func commit(_ staged: [StagedChanges], _ progress: [PartitionProgress]) async throws {
        let positions = progress.filter { !$0.isForgotten }.map {
            SavedPosition(
                partition: $0.partition.id, position: $0.position.text, isFinished: $0.isFinished)
        }
        let forgotten = progress.filter(\.isForgotten).map(\.partition.id)
        let summary = try await writer.commit(staged, positions, forgetting: forgotten)
        claims.forget(forgotten)
        tempo.withLock { $0.committed(summary) }
        snapshots?.committed(version: summary.version)
        tellFailures(of: writer.maintenanceStatus)
        if summary.droppedCount > 0 {
            dropped.add(summary.droppedCount, ordering: .relaxed)
            droppedCounter.increment(by: summary.droppedCount)
        }
    }

    func finish() async throws {
        logDropped()
        await snapshots?.finish()
        tellFailures(of: try await writer.close())
    }

    func abort() async {
        logDropped()
        await snapshots?.finish()
        do {
            tellFailures(of: try await writer.close())
        } catch {
            // The table is whole; what the disk would not take is the index, which is made anew.
            logger.warning(
                "the table's writer did not end well",
                metadata: ["table": "\(writer.name)", "error": "\(error)"])
        }
    }

    /// Logs what stays for readers, where others hold it than before.
    private func tellHolds(of status: MaintenanceStatus) {
        let known = toldHolds.withLock { told in
            defer { told = status.holds }
            return told
        }
        for hold in status.holds
        where !known.contains(where: {
            $0.action == hold.action && $0.oldestVersion == hold.oldestVersion
        }) {
            logger.notice(
                "readers hold what would be deleted",
                metadata: ["table": "\(writer.name)", "hold": "\(hold)"])
        }
    }

    /// Logs failures of maintenance, each once: it is tried again, and no change is concerned.
    private func tellFailures(of status: MaintenanceStatus) {
        tellHolds(of: status)
        let known = toldFailures.exchange(status.failureCount, ordering: .relaxed)
        guard status.failureCount > known else { return }
        for failure in status.failures {
            logger.warning(
                "the table was not looked after",
                metadata: ["table": "\(writer.name)", "error": "\(failure)"])
        }
    }

    private func logDropped() {
        let count = dropped.exchange(0, ordering: .relaxed)
        guard count > 0 else { return }
        logger.warning(
            "changes were dropped, since the table has them already",
            metadata: ["table": "\(writer.name)", "count": "\(count)"])
    }
}

/// A lane of changes.
final class StoreChangeLane: StagingLane {
    private let lane: ChangeLane
    private let index: Int
    private let claims: PartitionClaims
    private var claimed: Set<String> = []

    init(_ lane: ChangeLane, index: Int, claims: PartitionClaims) {
        self.lane = lane
        self.index = index
        self.claims = claims
    }

    func stage(_ batch: Batch) async throws -> [RecordReject] {
        try claims.claim(batch.items, lane: index, known: &claimed)
        return try await lane.append(batch.items).map {
            RecordReject(recordIndex: $0.record, reason: $0.reason)
        }
    }

    func seal() async throws -> StagedChanges? { try await lane.seal() }

    func close() async { await lane.abandon() }
}
